import type { ProxyThen, StateThen } from './proxy-then'
import type { FleetGroup } from './fleet-groups'

/** What a proxy could be at an instant, what needs a look first. */
export const STATES_THEN = [
  'other',
  'not-known',
  'not-running',
  'in-sync',
] as const satisfies readonly StateThen[]

/** By what the fleet of an instant is grouped. */
export type ThenGrouping = 'env' | 'team' | 'policy' | 'state' | 'none'

/** The group that a proxy was in; one without a team is in the group ''. */
export function groupThen({ environment, team, policyPath, state }: ProxyThen, by: ThenGrouping): string {
  if (by === 'env') return environment
  if (by === 'team') return team ?? ''
  if (by === 'policy') return policyPath
  return by === 'state' ? state : ''
}

export interface OrderedThen {
  /** The largest first, of states what needs a look first; none when not grouped. */
  readonly groups: readonly FleetGroup[]
  /** By group, in each what needs a look first, of one state as they came: by name. */
  readonly proxies: readonly ProxyThen[]
}

/** Puts proxies of an instant in the order of their list. Told apart by group and state first: to compare thousands with each other takes long. */
export function orderThen(proxies: readonly ProxyThen[], by: ThenGrouping): OrderedThen {
  const byGroup = new Map<string, Map<StateThen, ProxyThen[]>>()
  for (const proxy of proxies) {
    const name = groupThen(proxy, by)
    const byState = byGroup.get(name) ?? new Map<StateThen, ProxyThen[]>()
    byGroup.set(name, byState)
    const those = byState.get(proxy.state)
    if (those === undefined) byState.set(proxy.state, [proxy])
    else those.push(proxy)
  }
  const counted = [...byGroup].map(([name, byState]) => {
    const ordered = STATES_THEN.flatMap((state) => byState.get(state) ?? [])
    return { name, ordered, inSync: byState.get('in-sync')?.length ?? 0 }
  })
  counted.sort((a, b) =>
    by === 'state'
      ? placeOf(a.name) - placeOf(b.name)
      : b.ordered.length - a.ordered.length || (a.name < b.name ? -1 : 1),
  )
  return {
    groups:
      by === 'none'
        ? []
        : counted.map(({ name, ordered, inSync }) => ({ name, total: ordered.length, inSync })),
    proxies: counted.flatMap(({ ordered }) => ordered),
  }
}

function placeOf(state: string): number {
  return STATES_THEN.findIndex((one) => one === state)
}
