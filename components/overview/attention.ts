import type { GlyphName } from '@/components/ui/glyph-shapes'
import { fleetState, urgency, type FleetStateId } from '@/lib/fleet/states'
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

/** Proxies whose servers changed their tools, which nobody acknowledged. */
export interface AttentionTools {
  readonly total: number
  /** Null without one. */
  readonly since: Date | null
  /** Of the first of them. */
  readonly names: readonly string[]
}

interface AttentionParts {
  readonly proxies: readonly AttentionProxy[]
  readonly changes?: readonly AttentionChange[]
  readonly followUps?: readonly AttentionFollowUp[]
  readonly tools?: AttentionTools
}

const NO_TOOLS: AttentionTools = { total: 0, since: null, names: [] }

/**
 * What needs a look, worst first: drifted proxies by severity, then changed tools, then changes that cannot go on, then what is owed after
 * emergencies. Rolling out, pinned, not running and offline proxies of development are no alarms.
 */
export function attentionItems({
  proxies,
  changes = [],
  followUps = [],
  tools = NO_TOOLS,
}: AttentionParts): AttentionItem[] {
  const alarms = proxies.filter(isAlarm).sort((a, b) => urgency(a.state) - urgency(b.state))
  const states = [...new Set(alarms.map(({ state }) => state))]
  const drifted = states.flatMap((state) => {
    const same = alarms.filter((proxy) => proxy.state === state)
    return same.length > MOST_ALONE ? [itemOfMany(state, same)] : same.map(itemOfProxy)
  })
  return [
    ...drifted,
    ...itemOfTools(tools),
    ...changes.flatMap(itemOfChange),
    ...followUps.map(itemOfFollowUp),
  ]
}

/** More proxies in one state than this are one thing to look at. */
const MOST_ALONE = 4
const NAMED = 3

function itemOfMany(state: FleetStateId, proxies: readonly AttentionProxy[]): AttentionItem {
  const { slug, word } = fleetState(state)
  const names = proxies.slice(0, NAMED).map(({ name }) => name)
  return {
    key: `state ${slug}`,
    glyph: slug,
    title: `${proxies.length} proxies: ${word.toLowerCase()}`,
    detail: `${names.join(', ')} and ${proxies.length - names.length} more.`,
    team: '',
    since: proxies.reduce(
      (first, { desiredSince }) => (desiredSince < first ? desiredSince : first),
      new Date(8.64e15),
    ),
    href: routes.fleet({ state: slug }),
  }
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

function itemOfTools({ total, since, names }: AttentionTools): AttentionItem[] {
  const [first] = names
  if (since === null || first === undefined) return []
  const rest = total > names.length ? ` and ${total - names.length} more` : ''
  return [
    {
      key: 'tools',
      glyph: 'tools-changed',
      title: total === 1 ? `${first}: tools changed` : `${total} proxies: tools changed`,
      detail:
        total === 1
          ? 'Its server changed its tools, and nobody has acknowledged that.'
          : `Servers behind ${names.join(', ')}${rest} changed their tools.`,
      team: '',
      since,
      href: total === 1 ? routes.proxy(first, 'tools') : routes.fleet({ tools: 'changed' }),
    },
  ]
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
