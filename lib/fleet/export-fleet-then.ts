import type { Context } from '@/lib/context'
import { inPages } from '@/lib/in-pages'
import { filterThen, type ThenFilter } from './filter-then'
import { fleetAsOf } from './fleet-as-of'
import type { FleetParts } from './fleet-parts'
import type { ProxyThen } from './proxy-then'

/** Columns of a proxy as it was at an instant, in their order. */
export const FLEET_THEN_COLUMNS = [
  'proxy',
  'environment',
  'policy',
  'state',
  'desiredCommit',
  'desiredBlob',
  'running',
  'evidence',
  'live',
  'tip',
  'asOf',
] as const
export type FleetThenRow = Readonly<Record<(typeof FLEET_THEN_COLUMNS)[number], unknown>>

/** The proxies that were registered at an instant and fit, with what each of its processes ran then. For everybody who may read the fleet. */
export async function* exportFleetThen({
  ctx,
  parts,
  input,
}: {
  ctx: Context
  parts: FleetParts
  input: { at: Date } & ThenFilter
}): AsyncGenerator<FleetThenRow[]> {
  const { at } = input
  const then = await fleetAsOf({ ctx, parts, input: { at } })
  const [proxies, { tip }] = [filterThen(then.proxies, input), then]
  yield* inPages(proxies, (proxy) => toRow(proxy, tip, at))
}

function toRow(
  { name, environment, policyPath, state, desired, runs }: ProxyThen,
  tip: string | null,
  at: Date,
) {
  return {
    proxy: name,
    environment,
    policy: policyPath,
    state,
    desiredCommit: desired?.commit ?? null,
    desiredBlob: desired?.blob ?? null,
    running: runs.map(({ sha256, blob, commit, evidence, since }) => {
      return { sha256, blob, commit, evidence, since: since.toISOString() }
    }),
    evidence: runs.length === 0 ? null : Math.min(...runs.map((run) => run.evidence)),
    live: runs.length,
    tip,
    asOf: at.toISOString(),
  }
}
