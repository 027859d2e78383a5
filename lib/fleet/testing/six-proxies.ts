import { randomUUID } from 'node:crypto'
import type { LoadReport } from '@/lib/wire/report'
import { recordReport } from '../record-report'
import {
  at,
  digests,
  instanceRunning,
  policyText,
  POLICY,
  report,
  startFleet,
  type TestFleet,
} from './start-fleet'

export const [ONE, TWO] = [policyText('one'), policyText('two')]
export const OTHER = 'policies/support/slack.yaml'

/** A fleet of which each proxy stands in another way. */
export interface SixProxies {
  readonly fleet: TestFleet
  /** Commits: `ONE` in all policies, then `TWO` in `POLICY`, with one policy gone and a pin to the first. */
  readonly first: string
  readonly second: string
  /** As it was enrolled. */
  proxy(name: string): { readonly proxyId: string; readonly name: string }
  /** Has a proxy report that it runs a text; null: that no process runs. */
  reports(name: string, text: string | null): ReturnType<typeof recordReport>
}

/** Proxies that are behind, current, without a process, pinned, of a policy that is gone, and silent. */
export async function startSixProxies(): Promise<SixProxies> {
  const fleet = await startFleet()
  fleet.now = at(-30)
  const first = await fleet.push({ [POLICY]: ONE, [OTHER]: ONE, 'policies/gone.yaml': ONE })
  const proxies = new Map<string, { proxyId: string; name: string }>()
  for (const [name, path] of [
    ['behind', POLICY],
    ['current', POLICY],
    ['idle', OTHER],
    ['pinned', POLICY],
    ['removed', 'policies/gone.yaml'],
    ['silent', OTHER],
  ] as const) {
    const labels = { env: 'prod', team: path === OTHER ? 'support' : 'pay' }
    proxies.set(name, await fleet.addProxy({ name, path, labels }))
  }
  fleet.now = at(-20)
  const second = await fleet.push({
    [POLICY]: TWO,
    'policies/gone.yaml': null,
    '.lockstep.yaml': `pins:\n  - { proxy: pinned, commit: ${first}, reason: INC-7, until: 2026-12-01 }\n`,
  })
  fleet.now = at(0)
  const proxy = (name: string) => {
    const known = proxies.get(name)
    if (!known) throw new Error(name)
    return known
  }
  const reports = (name: string, text: string | null) => tell(fleet, proxy(name), text)
  await reports('behind', ONE)
  await reports('current', TWO)
  await reports('idle', null)
  await reports('pinned', ONE)
  await reports('removed', ONE)
  return { fleet, first, second, proxy, reports }
}

function tell(fleet: TestFleet, proxy: { proxyId: string; name: string }, text: string | null) {
  const when = fleet.now.toISOString()
  const running = text === null ? [] : [instanceRunning(text, fleet.now)]
  return recordReport({
    ctx: fleet.connector(proxy),
    parts: fleet.parts,
    input: report({
      boot: randomUUID(),
      clock: when,
      facts: {
        delivered: { ...digests(text ?? ONE), path: '/etc/p.yaml', at: when, source: 'disk', error: null },
      },
      instances: running,
      loads: running.map(({ id }) => started(id, when, text ?? ONE)),
    }),
  })
}

function started(instance: string, when: string, text: string): LoadReport {
  return {
    instance,
    at: when,
    kind: 'startup',
    result: 'success',
    ...digests(text),
    error: null,
    evidence: 3,
  }
}
