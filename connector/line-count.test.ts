import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { listFleet } from '@/lib/fleet/list-fleet'
import { policyText, POLICY } from '@/lib/fleet/testing/start-fleet'
import { EventLog } from '@/proxy/event-log'
import { digestOf } from './digest'
import { serveFleet, type ServedFleet } from './testing/served-fleet'

/** Beyond the largest process number: what cannot be seen. */
const HIDDEN = 2 ** 22 + 1

let served: ServedFleet
beforeAll(async () => {
  served = await serveFleet()
})
afterAll(() => served.close())

async function sentenceOf(name: string): Promise<string> {
  served.fleet.now = new Date()
  const { parts } = served.fleet
  const { rows } = await listFleet({ ctx: served.fleet.person('read'), parts, input: { q: name } })
  return rows.map(({ state, sentence }) => `${state}: ${sentence}`).join()
}

it('says in how many lines a file that was edited on its host differs from git, and sends none of them', async () => {
  const host = served.host('edited', { engine: 'lockstep' })
  const edited = policyText('by hand').replace('default: allow', 'default: allow\n# hunter2')
  writeFileSync(host.config, edited)
  const { sha256 } = digestOf(Buffer.from(edited))
  new EventLog(host.events).write('startup', { config: host.config, pid: HIDDEN, policy: sha256 })
  await host.once()
  expect(await sentenceOf('edited')).toMatch(
    /^EDITED: .* in no commit: 2 lines differ from main@[0-9a-f]{7}\.$/,
  )

  served.fleet.now = new Date()
  await served.fleet.push({ [POLICY]: policyText('by hand') })
  expect(await sentenceOf('edited')).toContain(
    `in no commit: sha256 ${sha256.slice(0, 8)}…, its lines were not counted.`,
  )
  await host.once()
  expect(await sentenceOf('edited')).toMatch(/ in no commit: 1 line differs from main@[0-9a-f]{7}\.$/)
  const facts = await served.fleet.db.prisma.proxyFact.findMany()
  expect(JSON.stringify(facts)).not.toContain('hunter2')
})
