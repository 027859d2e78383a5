import { FLEET_STATES } from '@/lib/fleet/states'
import type { Scale } from '@/components/fleet/then/instant-window'
import type { FleetGrouping } from '@/lib/fleet/fleet-groups'
import { STATES_THEN, type ThenGrouping } from '@/lib/fleet/order-then'
import type { FleetQuery } from '@/lib/routes'

const GROUPINGS: readonly FleetGrouping[] = ['env', 'team', 'policy', 'state', 'none']

/** What the fleet's address asks for; unknown keys and values are ignored. */
export function readFleetSearch(search: Record<string, string | string[] | undefined>) {
  const one = (key: string) => [search[key]].flat()[0]
  const by = GROUPINGS.find((grouping) => grouping === one('by')) ?? 'env'
  const states = FLEET_STATES.map(({ slug }) => slug).filter((slug) => [search.state].flat().includes(slug))
  const isBelow = one('evidence') === 'lt3'
  const toolsChanged = one('tools') === 'changed'
  const from = /^\d{1,6}$/.test(one('from') ?? '') ? Number(one('from')) : 0
  const query: FleetQuery = {
    by: by === 'env' ? undefined : by,
    state: states.length === 0 ? undefined : states,
    env: one('env'),
    evidence: isBelow ? 'lt3' : undefined,
    tools: toolsChanged ? 'changed' : undefined,
    q: one('q'),
    from: from === 0 ? undefined : String(from),
  }
  return {
    by,
    states,
    environment: one('env') ?? null,
    evidenceBelow: isBelow ? 3 : null,
    toolsChanged,
    q: one('q') ?? '',
    from,
    query,
  }
}

/** The commit, branch or instant that an address asks for with `at`, as it is written there; null without one. */
export function readAt(search: Record<string, string | string[] | undefined>): string | null {
  const text = [search.at].flat()[0] ?? ''
  return text === '' ? null : text
}

const THEN_GROUPINGS: readonly ThenGrouping[] = ['env', 'team', 'policy', 'state', 'none']

/** What the address of the fleet of an instant asks for beside it. */
export function readThenSearch(search: Record<string, string | string[] | undefined>) {
  const one = (key: string) => [search[key]].flat()[0]
  const by = THEN_GROUPINGS.find((grouping) => grouping === one('by')) ?? 'env'
  const state = STATES_THEN.find((known) => known === one('state')) ?? null
  const scale: Scale = one('scale') === 'day' ? 'day' : one('scale') === 'all' ? 'all' : 'weeks'
  const from = /^\d{1,6}$/.test(one('from') ?? '') ? Number(one('from')) : 0
  const [q, environment] = [one('q') ?? '', one('env') ?? null]
  const query: FleetQuery = {
    by: by === 'env' ? undefined : by,
    state: state ?? undefined,
    env: environment ?? undefined,
    q: q === '' ? undefined : q,
    scale: scale === 'weeks' ? undefined : scale,
  }
  return { filter: { q, environment, state }, by, scale, from, query }
}
export type ThenSearch = ReturnType<typeof readThenSearch>
