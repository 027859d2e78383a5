import { afterAll, beforeAll, expect, it } from 'vitest'
import { chartDecisions } from '@/lib/decisions/chart-decisions'
import { countByRule } from '@/lib/decisions/count-by-rule'
import { exportDecisions } from '@/lib/decisions/export-decisions'
import { exportFleet } from '@/lib/fleet/export-fleet'
import { getProxy } from '@/lib/fleet/get-proxy'
import { POLICY } from '@/lib/fleet/testing/start-fleet'
import { proxyPlace, startProxy } from '@/proxy/testing/running-proxy'
import { serveFleet, type ServedFleet } from './testing/served-fleet'

let served: ServedFleet
beforeAll(async () => {
  served = await serveFleet()
})
afterAll(() => served.close())

const DENIES = `version: "1"
tools:
  wipe: { rules: [{ name: never, action: deny, on_deny: "No." }] }
`

async function all<Row>(pages: AsyncIterable<Row[]>): Promise<Row[]> {
  const rows: Row[] = []
  for await (const page of pages) rows.push(...page)
  return rows
}

it.each([
  ['only observes', ['--observe-only'], 'would-deny'],
  ['enforces', [], 'denied'],
] as const)(
  'a proxy that %s is told apart from its call to every count of it',
  async (name, flags, result) => {
    const { policyPath, events, args, tapeServer } = proxyPlace(DENIES)
    const { child, send, printed, exitCode } = startProxy([...args, ...flags], tapeServer)
    send('{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"wipe","arguments":{}}}\n')
    await printed(/"id":1,/)
    const proxy = `proxy-${result}`
    await served.host(proxy, { engine: 'lockstep', config: policyPath, events }).once()
    const { fleet } = served
    fleet.now = new Date()
    const ctx = fleet.person('read')
    const observes = result === 'would-deny'
    const found = await getProxy({ ctx, parts: fleet.parts, input: { name: proxy } })
    expect(found).toMatchObject({
      proxy: { live: 1, observing: observes ? 1 : 0, instances: [{ observeOnly: observes }] },
    })
    const fleetRows = await all(exportFleet({ ctx, parts: fleet.parts, input: { q: proxy } }))
    expect(fleetRows).toMatchObject([{ proxy, observing: observes ? 1 : 0 }])

    const day = { from: new Date(Date.now() - 86_400_000), to: new Date(Date.now() + 60_000), proxy }
    const exported = await all(exportDecisions({ ctx, input: { ...day, result } }))
    expect(exported).toMatchObject([{ result, tool: 'wipe', rule: 'never', message: 'No.' }])
    const others = ['allowed', 'denied', 'would-deny'] as const
    const counted = await Promise.all(
      others.map(
        async (wanted) => (await chartDecisions({ ctx, input: { ...day, result: wanted } })).buckets,
      ),
    )
    const sums = counted.map((buckets) =>
      buckets.reduce((sum, { allowed, denied }) => sum + allowed + denied, 0),
    )
    expect(sums).toEqual(observes ? [1, 0, 1] : [0, 1, 0])
    const chart = await chartDecisions({ ctx, input: day })
    expect([chart.allowed, chart.wouldDeny, chart.denied]).toEqual(observes ? [1, 1, 0] : [0, 0, 1])
    const counts = await countByRule({ ctx, input: { policy: POLICY } })
    expect(counts.proxies.find((one) => one.proxy === proxy)).toEqual({
      proxy,
      calls: 1,
      denied: observes ? 0 : 1,
      wouldDeny: observes ? 1 : 0,
    })
    child.stdin.end()
    expect([name, await exitCode()]).toEqual([name, 0])
  },
)
