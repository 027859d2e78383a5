import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changeProxyPath } from '@/lib/fleet/change-proxy-path'
import { retireProxy } from '@/lib/fleet/retire-proxy'
import { at, digests, POLICY, policyText, startFleet, type TestFleet } from '@/lib/fleet/testing/start-fleet'
import { chartDecisions } from './chart-decisions'
import { countByPolicy } from './count-by-policy'
import { countByRule } from './count-by-rule'
import { exportDecisions } from './export-decisions'
import { facetDecisions } from './facet-decisions'
import { findSpikes } from './find-spikes'
import { getDecision } from './get-decision'
import { ingestDecisions } from './ingest-decisions'
import { listDecisions } from './list-decisions'
import { batchOf, readTestBatch } from './testing/open-log'
import { topRules } from './top-rules'

const SLACK = 'policies/support/slack.yaml'
const [STRIPE_TEXT, SLACK_TEXT] = [policyText('stripe'), policyText('slack')]
const DAY = 24 * 60
/** When it was given the other path: in the middle of an hour. */
const MOVED = -50
const NOW = at(30)
const BOTH = { from: at(-2 * DAY), to: NOW }

let fleet: TestFleet
let commit: string

function denials(minute: number, tool: string, rule: string, count: number): string[] {
  return Array.from({ length: count }, (_, second) => {
    const ts = new Date(at(minute).getTime() + second * 1000).toISOString()
    return JSON.stringify({
      ts,
      type: 'tool_call',
      instance: 'a',
      tool,
      result: 'denied',
      rule,
      message: 'No.',
    })
  })
}

/** A proxy that followed `POLICY`, denied by its rules, was given `SLACK`, and denied by those: one rule has the same name in both. */
beforeAll(async () => {
  fleet = await startFleet()
  fleet.now = at(-3 * DAY)
  commit = await fleet.push({ [POLICY]: STRIPE_TEXT, [SLACK]: SLACK_TEXT })
  const mover = await fleet.addProxy({ name: 'mover', path: POLICY })
  await fleet.addProxy({ name: 'steady', path: SLACK })
  const texts = new Map([STRIPE_TEXT, SLACK_TEXT].map((text) => [digests(text).blob, Buffer.from(text)]))
  const readBlob = (blob: string) => Promise.resolve(texts.get(blob) ?? null)
  const send = (lines: readonly string[], text: string) => {
    const segment = { ...digests(text), evidence: 4 }
    const batch = readTestBatch(batchOf({ fileId: randomUUID(), lines, segment }), fleet.now)
    return ingestDecisions({ ctx: fleet.connector(mover), input: { batch, readBlob } })
  }
  fleet.now = at(-60)
  const early = [
    ...denials(10 - 2 * DAY, 'create_refund', 'cap', 25),
    ...denials(-110, 'create_refund', 'cap', 2),
    ...denials(-55, 'create_refund', 'cap', 1),
  ]
  await send(early, STRIPE_TEXT)
  fleet.now = at(MOVED)
  const input = { proxy: 'mover', path: SLACK }
  const changed = await changeProxyPath({ ctx: fleet.person('admin'), parts: fleet.parts, input })
  if (changed.kind !== 'changed') throw new Error(changed.kind)
  fleet.now = NOW
  await send(denials(-40, 'post', 'rate', 1), STRIPE_TEXT)
  await send(denials(10, 'post', 'cap', 22), SLACK_TEXT)
})
afterAll(() => fleet.close())

const read = () => fleet.person('read')

describe('what a proxy decided before it was given another path', () => {
  it('is listed, found and exported under the policy that it had then, and what it decided since under the new one', async () => {
    const tools = async (policy: string | undefined, limit?: number) => {
      const found: string[] = []
      const input = { ...BOTH, policy, ...(limit !== undefined && { limit }) }
      for await (const page of exportDecisions({ ctx: read(), input }))
        found.push(...page.map((row) => `${row.tool} ${row.policy}`))
      return found
    }
    const [stripe, slack] = [`create_refund ${POLICY}`, `post ${SLACK}`]
    const [old, now] = [Array(28).fill(stripe), Array(23).fill(slack)]
    expect(await tools(undefined)).toEqual([...now, ...old])
    expect(await tools(POLICY)).toEqual(old)
    expect(await tools(SLACK)).toEqual(now)
    expect(await tools(SLACK, 3)).toEqual(now)
  })

  it.each([
    ['before', { from: at(-60), to: at(MOVED) }, POLICY, POLICY],
    ['while its host still ran the file of before', { from: at(MOVED), to: at(0) }, SLACK, POLICY],
    ['since', { from: at(0), to: NOW }, SLACK, SLACK],
  ])('keeps the commit and the file that brought the content, %s', async (_, span, policyPath, ranPath) => {
    const { rows } = await listDecisions({ ctx: read(), input: { ...span, limit: 1 } })
    const history = await fleet.mirror.history('refs/heads/main')
    if (history === null) throw new Error('no history')
    const parts = { mirror: fleet.mirror, history }
    const detail = await getDecision({ ctx: read(), parts, id: rows[0]?.id ?? '' })
    expect(detail).toMatchObject({ policyPath, commit: { sha: commit }, ranPath, followsPath: SLACK })
  })

  it('is counted for that policy, the hour of the change with it', async () => {
    const counts = await countByPolicy({ ctx: read() })
    expect(counts.get(POLICY)?.hours.slice(-3)).toEqual([2, 2, 0])
    expect(counts.get(SLACK)?.hours.slice(-3)).toEqual([0, 0, 22])
    const chart = async (policy: string) =>
      (await chartDecisions({ ctx: read(), input: { ...BOTH, policy } })).denied
    expect([await chart(POLICY), await chart(SLACK)]).toEqual([29, 22])
    const facets = async (more: object) => facetDecisions({ ctx: read(), input: { ...BOTH, ...more } })
    for (const more of [{}, { policy: SLACK }]) {
      const { policies } = await facets(more)
      expect(policies).toEqual([
        { name: POLICY, count: 29 },
        { name: SLACK, count: 22 },
      ])
    }
    expect((await facets({ policy: SLACK })).rules).toEqual([{ name: 'cap', count: 22 }])
  })

  it('is no denial by a rule of the new policy, though they have the same name', async () => {
    const top = await topRules({ ctx: read(), input: { limit: 5, hours: 168 } })
    const found = top.map(({ rule, tools, policy, denied }) => ({ rule, tools, policy, denied }))
    expect(found).toEqual([
      { rule: 'cap', tools: ['create_refund'], policy: POLICY, denied: 28 },
      { rule: 'cap', tools: ['post'], policy: SLACK, denied: 22 },
      { rule: 'rate', tools: ['post'], policy: POLICY, denied: 1 },
    ])
    expect(top.map(({ steps }) => steps.reduce((a, b) => a + b, 0))).toEqual([28, 22, 1])
    const long = async (policy: string) => {
      const { since, longRules } = await countByRule({ ctx: read(), input: { policy } })
      const blobs = [STRIPE_TEXT, SLACK_TEXT].map((text) => digests(text).blob)
      expect(blobs).toEqual(expect.arrayContaining(longRules.map(({ blob }) => blob)))
      return { since, rules: longRules.map(({ tool, rule, denied }) => `${tool} ${rule} ${denied}`).sort() }
    }
    expect(await long(POLICY)).toEqual({
      since: new Date('2026-11-22T00:00:00Z'),
      rules: ['create_refund cap 28', 'post rate 1'],
    })
    // The other policy was followed by nobody who called something until then.
    expect(await long(SLACK)).toEqual({ since: new Date('2026-11-24T00:00:00Z'), rules: ['post cap 22'] })
    const { rules } = await countByRule({ ctx: read(), input: { policy: SLACK } })
    expect(rules).toEqual([{ tool: 'post', rule: 'cap', denied: 22, wouldDeny: 0 }])
  })

  it('is nothing usual for a rule of the new policy', async () => {
    expect(await findSpikes({ ctx: read() })).toMatchObject([
      { rule: 'cap', policy: SLACK, denied: 22, usual: 0, proxies: ['mover'] },
    ])
  })

  // The last: it ends the proxy for all others.
  it('is changed in the file that answered, once its proxy is retired and follows nothing', async () => {
    await retireProxy({ ctx: fleet.person('admin'), input: { proxy: 'mover' } })
    const { rows } = await listDecisions({ ctx: read(), input: { from: at(MOVED), to: at(0), limit: 1 } })
    const history = await fleet.mirror.history('refs/heads/main')
    if (history === null) throw new Error('no history')
    const detail = await getDecision({
      ctx: read(),
      parts: { mirror: fleet.mirror, history },
      id: rows[0]?.id ?? '',
    })
    expect(detail).toMatchObject({ policyPath: SLACK, ranPath: POLICY, followsPath: POLICY })
  })
})
