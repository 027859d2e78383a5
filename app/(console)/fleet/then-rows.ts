import { THEN_WORDS } from '@/components/fleet/then/state-words'
import type { ThenRow } from '@/components/fleet/then/then-table'
import { countOf } from '@/components/ui/format-number'
import type { ProxyThen, StateThen } from '@/lib/fleet/proxy-then'
import type { StandingNow } from '@/lib/fleet/fleet-since'
import { groupThen, STATES_THEN, type ThenGrouping } from '@/lib/fleet/order-then'
import { relativeToRoot } from '@/lib/repository/policy-path'
import { PROVED } from '@/lib/wire/terms'
import { wordOfGroup } from './table-row'

/** A proxy of an instant as the table shows it. */
export function toThenRow(
  proxy: ProxyThen,
  { root, by, now }: { root: string; by: ThenGrouping; now: StandingNow | null },
): ThenRow {
  const { name, environment, policyPath, desired, runs, state } = proxy
  const policy = relativeToRoot(policyPath, root) ?? policyPath
  return { name, group: groupThen(proxy, by), environment, policy, desired, runs, state, now }
}

/** The name of a group as people read it; states were other ones then. */
export function wordOfGroupThen(name: string, by: ThenGrouping, root: string): string {
  const state = by === 'state' ? STATES_THEN.find((one) => one === name) : undefined
  return state === undefined ? wordOfGroup(name, by, root) : THEN_WORDS[state].word
}

/** How many were what; zeros are kept. */
export function countThen(proxies: readonly ProxyThen[]): Record<StateThen, number> {
  const counts = { 'in-sync': 0, other: 0, 'not-known': 0, 'not-running': 0 }
  for (const { state } of proxies) counts[state] += 1
  return counts
}

/** From what the fleet of an instant is known, and how much of it is not. */
export function howKnown(proxies: readonly ProxyThen[], branch: string): string {
  const below = proxies.filter(({ runs }) => runs.some(({ evidence }) => evidence < PROVED)).length
  const silent = proxies.filter(({ silentSince, runs }) => silentSince !== null && runs.length > 0).length
  const none = proxies.filter(({ runs }) => runs.length === 0).length
  const several = proxies.filter(({ runs }) => runs.length > 1).length
  return [
    `From load histories, kept for good: every report of every process, with its time and evidence. What ${branch} was comes from the moves that were seen, never from the dates of commits. Pins and branches of environments are those of the settings of then; which environment a proxy was of is known of now only.`,
    below === 0
      ? none === proxies.length
        ? ''
        : 'All that ran was proved, at E3 or above.'
      : `${countOf(below, 'proxy', 'proxies')} had a process whose content was not proved, below E3.`,
    silent === 0
      ? ''
      : `${countOf(silent, 'proxy was', 'proxies were')} last heard of more than 5 minutes before: what they ran is not known.`,
    none === 0 ? '' : `${countOf(none, 'proxy', 'proxies')} had no process on record.`,
    several === 0
      ? 'No proxy had more than one process.'
      : `${countOf(several, 'proxy', 'proxies')} had more than one process.`,
  ]
    .filter(Boolean)
    .join(' ')
}
