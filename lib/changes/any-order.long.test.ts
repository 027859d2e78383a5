import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { systemContext } from '@/lib/server'
import { refreshChanges } from './refresh-changes'
import { RandomChanges } from './testing/any-order/random-changes'
import { ourChecks } from './testing/any-order/our-checks'
import type { Step } from './testing/any-order/step'
import { branchesOf, draftsOf, lostCommits, shownPulls, truePulls } from './testing/any-order/what-is-told'

const dies = fc.record({
  after: fc.nat(40),
  death: fc.constantFrom('unsent' as const, 'unanswered' as const),
  restarts: fc.boolean(),
})
const step: fc.Arbitrary<Step> = fc.record({
  operation: fc.nat(1000),
  which: fc.nat(1000),
  how: fc.nat(999),
  dies: fc.option(dies, { freq: 2 }),
})
/** What happens before all of it is looked at once, and afterwards: so long that every operation comes. */
const before = fc.array(step, { minLength: 20, maxLength: 30 })
const after = fc.array(step, { minLength: 40, maxLength: 45 })

it(
  'whatever happens in which order, the app comes to show what the forge and git say, has our check on every head, records who had approved at each merge and where branches stood, knows what is owed after emergencies, follows the default branch, loses no draft and no commit of others, and opens no pull request twice',
  async () => {
    await fc.assert(
      fc.asyncProperty(before, after, async (unseen, seen) => {
        const changes = await RandomChanges.open()
        const happened: string[] = []
        try {
          // Something to act upon.
          for (const how of [0, 1]) await changes.operations.draft?.(0, how)
          for (const one of unseen) happened.push(await changes.step(one))
          // What is known has to be followed, too.
          await changes.app.lookAtGit()
          await changes.app.lookAtPulls()
          changes.beginRound()
          for (const one of seen) happened.push(await changes.step(one))
          await becomeQuiet(changes)
          const [drafts, branches] = [await draftsOf(changes), await branchesOf(changes)]
          const pulls = await shownPulls(changes)
          const [lost, checks] = [await lostCommits(changes), await ourChecks(changes)]
          const tracked = changes.app.server.repository.ref.replace('refs/heads/', '')
          expect({
            happened,
            tracked,
            pulls,
            lost,
            drafts: drafts.is,
            branches: branches.recorded,
            checks: checks.is,
          }).toEqual({
            happened,
            tracked: await changes.others.defaultBranch(),
            pulls: await truePulls(changes),
            lost: [],
            drafts: drafts.wanted,
            branches: branches.real,
            checks: checks.wanted,
          })
        } finally {
          await changes.app.close()
        }
      }),
      {
        // A run takes long, and the seed repeats it but for the clock.
        endOnFailure: true,
        numRuns: Number(process.env.LOCKSTEP_RUNS ?? 3),
        seed: Number(process.env.LOCKSTEP_SEED ?? Date.now() % 2 ** 31),
      },
    )
  },
  30 * 60_000,
)

/** Polls as the background does. The last hooks may be lost: polling alone has to find what moved. */
async function becomeQuiet({ app }: RandomChanges): Promise<void> {
  await app.restart()
  await app.lookAtGit()
  // The forge computes late what can be merged: the first question begins it.
  for (const minutes of [0, 6, 12]) {
    const now = new Date(Date.now() + minutes * 60_000)
    for (let round = 0; round < 40; round += 1) {
      const ctx = { ...systemContext(app.server, 'changes'), now }
      const client = await app.server.app.installationClient()
      const result = await refreshChanges({ ctx, source: app.server, client })
      if (result.kind !== 'refreshed') throw new Error(`the forge answered ${result.kind}`)
      if (result.numbers.length === 0) break
      // What it sets on a head is a thing to be looked at.
      await app.reportChecks()
    }
  }
}
