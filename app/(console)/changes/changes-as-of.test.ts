import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FULL_NAME } from '@/forge/testing/acme'
import { changesAsOf } from '@/lib/changes/changes-as-of'
import { sayNotProved } from '@/lib/changes/change-evidence'
import { getEvidence } from '@/lib/changes/get-evidence'
import { refreshChanges } from '@/lib/changes/refresh-changes'
import { openChangeStage, STRIPE, type ChangeStage } from '@/lib/changes/testing/change-stage'
import { changeMoment } from './change-moment'

let stage: ChangeStage

const PATH = 'policies/payments/stripe.yaml'
const START = new Date('2026-03-02T09:00:00Z')
const hour = (hours: number) => new Date(START.getTime() + hours * 3_600_000)

async function open(branch: string, at: Date, limit: string): Promise<number> {
  const where = { repository: FULL_NAME, person: 'ana', at }
  const files = { [PATH]: STRIPE.replace('500', limit) }
  await stage.forge.forge.commitFiles({ ...where, branch, files, message: branch })
  const pull = { head: branch, base: 'main', title: branch, body: '', draft: false }
  return (await stage.forge.forge.openPull({ ...where, ...pull })).issue.number
}

/** One opened at 1 and merged at 5, one opened at 2 and closed at 3, one opened at 4 and open; a push that Lockstep saw at 8. */
beforeAll(async () => {
  stage = await openChangeStage()
  const { forge } = stage.forge
  const of = { repository: FULL_NAME, person: 'dora' }
  const merged = await open('merged', hour(1), '50')
  const closed = await open('closed', hour(2), '60')
  await forge.closePull({ ...of, number: closed, at: hour(3) })
  await open('still-open', hour(4), '70')
  await forge.submitReview({ ...of, number: merged, person: 'ben', event: 'APPROVE', at: hour(4) })
  await forge.mergePull({ ...of, number: merged, method: 'squash', regardless: true, at: hour(5) })
  const { mirror } = stage.source
  await mirror.fetch()
  await see(hour(6))
  await stage.push({ 'policies/support/slack.yaml': 'version: "1"\n' })
  await mirror.fetch()
  await see(hour(8))
  await refreshChanges({ ctx: stage.system(), source: stage.source, client: stage.client('ben') })
})

afterAll(() => stage.close())

async function see(seenAt: Date): Promise<void> {
  const { mirror, repository } = stage.source
  const tip = await mirror.objects.resolve(repository.ref)
  const { repositoryId } = stage.system()
  const data = { repositoryId, ref: repository.ref, old: null, new: tip, seenAt, source: 'poll' }
  await stage.database.prisma.refUpdate.create({ data })
}

async function historyNow() {
  const history = await stage.source.mirror.history(stage.source.repository.ref)
  if (history === null) throw new Error('no history')
  return history
}

async function then(at: string) {
  const history = await historyNow()
  const { source } = stage
  const ctx = stage.system()
  const answer = await changeMoment(ctx, source, history, at)
  if (answer.kind !== 'found') return answer.kind
  const input = answer.moment
  const { open: isOpen, done } = await changesAsOf({ ctx, source, history, root: 'policies', input })
  return {
    open: isOpen.map(({ pull }) => pull.title),
    done: done.map(({ title, kind }) => (kind === 'push' ? 'push' : title)),
  }
}

describe('the changes as of', () => {
  it.each([
    ['an instant before any of them', hour(0).toISOString(), [], []],
    ['an instant at which two were open', hour(2.5).toISOString(), ['closed', 'merged'], []],
    ['an instant after one was closed', hour(4.5).toISOString(), ['still-open', 'merged'], ['closed']],
    ['an instant after one was merged', hour(7).toISOString(), ['still-open'], ['merged', 'closed']],
    ['an instant after a push was seen', hour(9).toISOString(), ['still-open'], ['push', 'merged', 'closed']],
  ])('%s', async (_, at, isOpen, done) => {
    expect(await then(at)).toEqual({ open: isOpen, done: expect.arrayContaining(done) })
    const all = await then(at)
    expect(typeof all === 'string' ? [] : all.done.filter((title) => title !== 'push')).toEqual(
      done.filter((title) => title !== 'push'),
    )
  })

  it('a commit are those of the time from which the branch had it, and a commit elsewhere says nothing', async () => {
    const { index, tip } = await historyNow()
    expect(await then(index.commitAt(index.length - 2) ?? '')).toMatchObject({ open: ['still-open'] })
    expect(await then(tip.slice(0, 8))).toMatchObject({ open: ['still-open'] })
    expect(await then((await stage.source.mirror.objects.resolve('refs/heads/still-open')) ?? '')).toBe(
      'elsewhere',
    )
    expect(await then('no-such-thing')).toBe('unknown')
  })

  it('an instant that is still to come are not those of the present', async () => {
    expect(await then(new Date(Date.now() + 3_600_000).toISOString())).toBe('future')
  })
})

describe('the evidence of a change as of an instant', () => {
  async function evidence(hours: number, number = 1) {
    const [history, ctx, { source }] = [await historyNow(), stage.system(), stage]
    const answer = await changeMoment(ctx, source, history, hour(hours).toISOString())
    const asOf = answer.kind === 'found' ? answer.moment : undefined
    return getEvidence({ ctx, source, history, root: 'policies', number, asOf })
  }

  it('has the owners file of the branch then, whatever came since, and says as whom nobody approved before the merge', async () => {
    const { index } = await historyNow()
    const [atStart, atMerge, atPush] = [3, 2, 1].map((back) => index.commitAt(index.length - back))
    await stage.push({ '.github/CODEOWNERS': '* @dora\n' })
    await stage.source.mirror.fetch()
    await see(hour(9))
    await refreshChanges({ ctx: stage.system(), source: stage.source, client: stage.client('ben') })
    const before = await evidence(7, 3)
    expect(before).toMatchObject({ state: 'open', ownersSha: atMerge })
    expect(before?.owners).toMatchObject([{ owners: ['@acme/payments', '@ben'] }])
    expect(await evidence(8.5, 3)).toMatchObject({ ownersSha: atPush, owners: before?.owners })
    expect((await evidence(9.5, 3))?.owners).toMatchObject([{ owners: ['@dora'] }])
    const approved = await evidence(4.5)
    expect(approved).toMatchObject({ ownersSha: null, owners: [], approvals: [{ login: 'ben', as: null }] })
    const notKnown = approved && sayNotProved({ ...approved, runs: [] }).join(' ')
    expect(notKnown).toContain('Who had to agree by CODEOWNERS')
    const merged = await evidence(9.5)
    expect(merged).toMatchObject({ state: 'merged', ownersSha: atStart, approvals: [{ as: [{}, {}] }] })
  })

  it('leaves out what came later', async () => {
    expect(await evidence(0)).toBeNull()
    const early = await evidence(3)
    expect(early).toMatchObject({ state: 'open', approvals: [], mergeSha: null, mergedBy: null })
    const approved = await evidence(4.5)
    expect(approved).toMatchObject({ state: 'open', approvals: [{ login: 'ben' }], mergedAt: null })
    const merged = await evidence(6.5)
    expect(merged).toMatchObject({ state: 'merged', mergedBy: 'dora', asOf: hour(6.5) })
    expect(merged && sayNotProved({ ...merged, runs: [] }).join(' ')).not.toContain('no record of the merge')
    expect(early && sayNotProved({ ...early, runs: [] }).join(' ')).toContain(
      'What the checks said at that instant',
    )
  })
})
