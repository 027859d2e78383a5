import { formatCount } from '@/components/ui/format-number'
import type { FleetAlarm } from '@/lib/fleet/list-alarms'
import { fleetState } from '@/lib/fleet/states'
import { routes } from '@/lib/routes'
import type { AttentionItem } from './attention-item'

/** What an alarm shows of a proxy. */
export type AttentionProxy = Pick<
  FleetAlarm['first'][number],
  'name' | 'state' | 'sentence' | 'environment' | 'labels' | 'desiredSince' | 'lastSeenAt'
>

/** Proxies of one state that need a look. `first` are all of them, or at least `MOST_ALONE`. */
export interface AttentionAlarm extends Pick<FleetAlarm, 'state' | 'count' | 'since'> {
  readonly first: readonly AttentionProxy[]
}

/** More proxies in one state than this are one thing to look at. */
export const MOST_ALONE = 4
const NAMED = 3

/** Each proxy by itself, or one line for many in one state. */
export function itemsOfAlarm(alarm: AttentionAlarm): AttentionItem[] {
  return alarm.count > MOST_ALONE ? [itemOfMany(alarm)] : alarm.first.map(itemOfProxy)
}

function itemOfMany({ state, count, since, first }: AttentionAlarm): AttentionItem {
  const { slug, word, kind } = fleetState(state)
  const names = first.slice(0, NAMED).map(({ name }) => name)
  return {
    key: `state ${slug}`,
    glyph: slug,
    title: `${formatCount(count)} proxies: ${word.toLowerCase()}`,
    detail: `${names.join(', ')} and ${formatCount(count - names.length)} more.`,
    team: '',
    since,
    // Of what is not known, only production is an alarm.
    href: routes.fleet({ state: slug, env: kind === 'drift' ? undefined : 'prod' }),
  }
}

function itemOfProxy(proxy: AttentionProxy): AttentionItem {
  const { slug, word } = fleetState(proxy.state)
  return {
    key: `proxy ${proxy.name}`,
    glyph: slug,
    title: `${proxy.name}: ${word.toLowerCase()}`,
    detail: proxy.sentence,
    team: proxy.labels.team ?? proxy.environment,
    since: slug === 'offline' ? (proxy.lastSeenAt ?? proxy.desiredSince) : proxy.desiredSince,
    href: routes.proxy(proxy.name),
  }
}
