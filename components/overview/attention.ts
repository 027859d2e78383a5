import type { GlyphName } from '@/components/ui/glyph-shapes'
import { fleetState, severity, type FleetStateId } from '@/lib/fleet/states'
import { routes } from '@/lib/routes'

/** One thing with a next step. */
export interface AttentionItem {
  readonly key: string
  readonly glyph: GlyphName
  readonly title: string
  readonly detail: string
  readonly team: string
  /** Since when it is so. */
  readonly since: Date
  readonly href: string
}

export interface AttentionProxy {
  readonly name: string
  readonly state: FleetStateId
  readonly sentence: string
  readonly environment: string
  readonly policyPath: string
  readonly labels: Readonly<Record<string, string>>
  readonly desiredSince: Date
  readonly lastSeenAt: Date | null
}

export interface AttentionChange {
  readonly number: number
  readonly title: string
  readonly updatedAt: Date
  readonly draft: boolean
  readonly failingChecks: readonly string[]
  readonly conflicts: boolean
}

/** What is owed after an emergency. */
export interface AttentionFollowUp {
  readonly change: number
  readonly title: string
  /** "Follow-up due in 23 h". */
  readonly due: string
  /** When the change was opened. */
  readonly since: Date
}

/**
 * What needs a look, worst first: drifted proxies by severity, then changes that cannot go on, then what is owed after emergencies. Rolling out, pinned, not running and
 * offline proxies of development are no alarms.
 */
export function attentionItems(
  proxies: readonly AttentionProxy[],
  changes: readonly AttentionChange[],
  followUps: readonly AttentionFollowUp[] = [],
): AttentionItem[] {
  const drifted = proxies.filter(isAlarm).sort((a, b) => severity(a.state) - severity(b.state))
  return [...drifted.map(itemOfProxy), ...changes.flatMap(itemOfChange), ...followUps.map(itemOfFollowUp)]
}

function isAlarm({ state, environment }: AttentionProxy): boolean {
  const { kind, slug } = fleetState(state)
  return kind === 'drift' || (environment === 'prod' && (slug === 'offline' || slug === 'unverified'))
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

function itemOfChange(change: AttentionChange): AttentionItem[] {
  if (change.draft || (change.failingChecks.length === 0 && !change.conflicts)) return []
  const detail = change.conflicts
    ? 'It conflicts with the branch it goes to.'
    : `Failing: ${change.failingChecks.join(', ')}.`
  return [
    {
      key: `change ${change.number}`,
      glyph: 'failed',
      title: `#${change.number} ${change.title}`,
      detail,
      team: '',
      since: change.updatedAt,
      href: routes.change(change.number),
    },
  ]
}

function itemOfFollowUp({ change, title, due, since }: AttentionFollowUp): AttentionItem {
  return {
    key: `follow-up ${change}`,
    glyph: 'emergency',
    title: due,
    detail: `#${change} ${title}`,
    team: '',
    since,
    href: routes.change(change),
  }
}
