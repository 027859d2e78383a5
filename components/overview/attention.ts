import { formatCount } from '@/components/ui/format-number'
import { printable } from '@/lib/policy/describe/sentence'
import { routes } from '@/lib/routes'
import type { AttentionItem } from './attention-item'
import { itemsOfAlarm, type AttentionAlarm } from './attention-proxies'

export interface AttentionChange {
  readonly number: number
  readonly title: string
  readonly updatedAt: Date
  readonly draft: boolean
  readonly failingChecks: readonly string[]
  readonly conflicts: boolean
  /** The folder of all policies that it touches; '' where there are several, or it is not known. */
  readonly team: string
  /** Of an emergency: whom GitHub asks, in words, '' for nobody; null for any other change. */
  readonly emergency: string | null
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

/** A rule that denies far more than it usually does at this hour. */
export interface AttentionSpike {
  readonly rule: string
  /** Relative to the policy root. */
  readonly policy: string
  readonly tools: readonly string[]
  readonly proxies: readonly string[]
  readonly moreProxies: number
  readonly denied: number
  readonly usual: number
  readonly from: Date
  readonly to: Date
}

/** The person's own draft of files that others changed on the branch since. */
export interface AttentionDraft {
  readonly id: string
  readonly title: string
  readonly updatedAt: Date
  /** Relative to the policy root. */
  readonly moved: readonly string[]
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
  /** Of the whole fleet, worst first. */
  readonly alarms?: readonly AttentionAlarm[]
  readonly spikes?: readonly AttentionSpike[]
  readonly changes?: readonly AttentionChange[]
  readonly followUps?: readonly AttentionFollowUp[]
  readonly tools?: AttentionTools
  /** Of event files. */
  readonly logs?: readonly AttentionItem[]
  readonly drafts?: readonly AttentionDraft[]
}

const NO_TOOLS: AttentionTools = { total: 0, since: null, names: [] }

/**
 * What needs a look, worst first: emergencies that are not merged, drifted proxies by severity, rules that suddenly deny much, changed tools, event files of nobody or of somebody else, changes that cannot go on,
 * what is owed after emergencies, then the person's own drafts that the branch has left behind. Rolling out, pinned, not running and offline proxies of development are no alarms.
 */
export function attentionItems({
  alarms = [],
  spikes = [],
  changes = [],
  followUps = [],
  tools = NO_TOOLS,
  logs = [],
  drafts = [],
}: AttentionParts): AttentionItem[] {
  return [
    ...changes.flatMap(itemOfEmergency),
    ...alarms.flatMap(itemsOfAlarm),
    ...spikes.map(itemOfSpike),
    ...itemOfTools(tools),
    ...logs,
    ...changes.flatMap(itemOfChange),
    ...followUps.map(itemOfFollowUp),
    ...drafts.flatMap(itemOfDraft),
  ]
}

function itemOfSpike(spike: AttentionSpike): AttentionItem {
  const { rule, policy, tools, proxies, moreProxies, denied, usual, from, to } = spike
  const more = moreProxies > 0 ? ` and ${moreProxies} more` : ''
  const hour = `${from.toISOString().slice(11, 16)}–${to.toISOString().slice(11, 16)} UTC`
  return {
    key: `spike ${policy} ${rule}`,
    glyph: 'spike',
    title: `${formatCount(denied)} calls denied by ${printable(rule)}, usual is ${formatCount(Math.round(usual))}`,
    detail: `${tools.length === 1 ? printable(tools[0] ?? '') : `${tools.length} tools`} on ${proxies.join(', ')}${more}, ${hour}, against the same hour of the days before.`,
    team: policy.includes('/') ? policy.slice(0, policy.indexOf('/')) : '',
    since: from,
    href: routes.decisions({
      from: from.toISOString(),
      to: to.toISOString(),
      result: 'denied',
      rule,
      policy,
    }),
  }
}

function itemOfDraft({ id, title, updatedAt, moved }: AttentionDraft): AttentionItem[] {
  const [first] = moved
  if (first === undefined) return []
  return [
    {
      key: `draft ${id}`,
      glyph: 'draft',
      title: `Your draft ${title === '' ? `of ${first}` : `“${title}”`} is behind the branch`,
      detail: `${moved.length === 1 ? first : `${moved.length} of its files`} changed since you started.`,
      team: '',
      since: updatedAt,
      href: routes.draft(id),
    },
  ]
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
  if (change.draft || change.emergency !== null || (change.failingChecks.length === 0 && !change.conflicts))
    return []
  return [
    {
      key: `change ${change.number}`,
      glyph: 'failed',
      title: `#${change.number} ${change.title}`,
      detail: sayStopped(change) ?? '',
      team: change.team,
      since: change.updatedAt,
      href: routes.change(change.number),
    },
  ]
}

/** Why it cannot go on; null when it can. */
function sayStopped({ conflicts, failingChecks }: AttentionChange): string | null {
  if (conflicts) return 'It conflicts with the branch it goes to.'
  return failingChecks.length === 0 ? null : `Failing: ${failingChecks.join(', ')}.`
}

/** Until it is merged nothing of it is in force, whoever is on the page. */
function itemOfEmergency(change: AttentionChange): AttentionItem[] {
  const { number, title, draft, updatedAt, team, emergency } = change
  if (emergency === null || draft) return []
  const waits = emergency === '' ? 'It is not merged.' : `It waits for ${emergency}.`
  return [
    {
      key: `change ${number}`,
      glyph: 'emergency',
      title: `Emergency #${number} ${title}`,
      detail: [sayStopped(change), waits].filter((part) => part !== null).join(' '),
      team,
      since: updatedAt,
      href: routes.change(number),
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
