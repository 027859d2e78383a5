import { countOf } from '@/components/ui/format-number'
import type { FleetStateId } from '@/lib/fleet/states'
import type { Posture } from '@/lib/policy/describe/describe-tool'
import type { ListedPolicy } from '@/lib/repository/list-policies'

/** What is known of a policy besides its text. */
export interface LivePolicy {
  readonly inSync: number
  readonly total: number
  /** The worst state of its proxies. */
  readonly worst: FleetStateId | null
  readonly denied: number
  /** Denials per clock hour, the oldest first. */
  readonly hours: readonly number[]
}

/** One policy as the table shows it, and no more: all of it goes to the browser. */
export interface PolicyRow {
  /** Relative to the policy root. */
  readonly path: string
  /** Why Intercept would not run it, in one line; null when it would. */
  readonly fault: string | null
  /** Null when it cannot be read. */
  readonly figures: {
    readonly default: string
    readonly tools: number
    readonly postures: Readonly<Record<Posture, number>>
  } | null
  readonly owners: readonly string[] | null
  /** Teams that rulesets require beside the owners; none in the past, of which nobody knows. */
  readonly required: readonly string[]
  /** The signed-in person is among the owners; false also where that is not known. */
  readonly isMine: boolean
  readonly lastChange: {
    readonly sha: string
    readonly subject: string
    readonly committedBy: string
    readonly at: Date
  } | null
  /** Null in the past, where it says nothing. */
  readonly live: LivePolicy | null
}

const NOWHERE: LivePolicy = { inSync: 0, total: 0, worst: null, denied: 0, hours: [] }

/** A policy of the list with what runs of it now, by full repository path; `live` is null in the past; `mine` is what the person owns, null when that is not known; `requiredFor` names the teams that rulesets require. */
export function toPolicyRow(
  { path, repositoryPath, state, owners, lastChange }: ListedPolicy,
  live: ReadonlyMap<string, LivePolicy> | null,
  mine: ReadonlySet<string> | null,
  requiredFor: (repositoryPath: string) => readonly string[],
): PolicyRow {
  return {
    path,
    fault: faultOf(state),
    figures: 'figures' in state ? shownFigures(state.figures) : null,
    owners,
    required: requiredFor(repositoryPath),
    isMine: mine?.has(repositoryPath) === true,
    lastChange: lastChange && shownChange(lastChange),
    live: live === null ? null : (live.get(repositoryPath) ?? NOWHERE),
  }
}

function shownFigures({ default: word, tools, postures }: NonNullable<PolicyRow['figures']>) {
  return { default: word, tools, postures }
}

function shownChange({ sha, subject, committedBy, at }: NonNullable<PolicyRow['lastChange']>) {
  return { sha, subject, committedBy, at }
}

const UNREADABLE = {
  'too-large': 'larger than 1 MB, not read',
  binary: 'not a text file',
  missing: 'its content is missing in our copy',
  symlink: 'a symbolic link, never followed',
  submodule: 'a submodule, not a file',
} as const

function faultOf(state: ListedPolicy['state']): string | null {
  switch (state.kind) {
    case 'valid':
      return null
    case 'unreadable':
      return UNREADABLE[state.why]
    default: {
      const line = state.problems[0]?.line ?? 1
      return `Intercept would refuse it: ${countOf(state.problems.length, 'problem')}, the first at line ${line}`
    }
  }
}
