import type { FileDiff } from '@/lib/git/diff'
import { isAddress } from '@/lib/repository/codeowners'
import type { FollowUp } from './emergency/follow-up'
import type { ChangeDetail } from './get-change'
import type { MoveAgreement } from './judge-agreement'
import { isApproved, type OwnerPrediction } from './predict-owners'
import type { ApprovedAs, ReviewState } from './review-state'
import type { RequiredAgreement } from './rulesets/judge-required'

/** What a change brought to one path, and since when it is not that any more. */
export interface EvidenceFile {
  readonly path: string
  readonly status: FileDiff['status']
  readonly before: string | null
  readonly after: string | null
  readonly content: FileDiff['content']
  /** The commit of the tracked branch that changed it next; null while it stands, or before the merge. */
  readonly supersededBy: string | null
}

export interface EvidenceMeaning {
  readonly path: string
  /** Null where the two sides were not compared; `reason` then says why. */
  readonly verdict: string | null
  readonly reason: string | null
  readonly lines: readonly {
    readonly effect: string
    readonly text: string
    readonly witness: string | null
  }[]
}

export interface EvidenceApproval {
  readonly login: string
  readonly at: string
  readonly commit: string | null
  /** As which owner it counts for which path; null when that was not recorded at the merge. */
  readonly as: readonly Omit<ApprovedAs, 'login'>[] | null
  /** Whether it held at the merge hangs on a review of the same second. */
  readonly sameSecond: boolean
}

/** One proxy and one path of the change: a plain copy of what the fleet's records say. */
export interface EvidenceRun {
  readonly path: string
  readonly proxy: string
  readonly environment: string
  readonly createdAt: Date
  readonly retiredAt: Date | null
  readonly deliveredAt: Date | null
  readonly running: { readonly at: Date; readonly evidence: number; readonly kind: string } | null
  readonly unproved: { readonly at: Date; readonly evidence: number; readonly kind: string } | null
  readonly refused: { readonly at: Date; readonly error: string } | null
}

/** Why a change went the short way, and what is owed for that. */
export interface EvidenceEmergency {
  /** In its drafter's words; null where nobody told Lockstep. */
  readonly reason: string | null
  /** Emergency reviewers whom GitHub refused to ask. */
  readonly notAsked: readonly string[]
  /** Null where none is known, and for the past. */
  readonly followUp: Omit<FollowUp, 'url'> | null
}

/** Everything that is known about one change, for somebody who was not there. JSON-serialisable. */
export interface ChangeEvidence {
  readonly repository: string
  readonly number: number
  readonly title: string
  readonly state: ChangeDetail['state']
  readonly draftedBy: string
  /** When it was drafted in Lockstep; null for a pull request that was made elsewhere. */
  readonly drafted: { readonly startedAt: Date; readonly submittedAt: Date | null } | null
  readonly openedAt: Date
  readonly labels: readonly string[]
  /** Null for a change that went the normal way. */
  readonly emergency: EvidenceEmergency | null
  readonly headSha: string
  readonly fromSha: string | null
  /** The commit of the base whose owners file counts; null when it is not known. */
  readonly ownersSha: string | null
  readonly mergeSha: string | null
  readonly mergedBy: string | null
  readonly mergedAt: Date | null
  readonly closedAt: Date | null
  /** The instant that it is about; null for now. */
  readonly asOf: Date | null
  /** What was noted of it by that instant; null for now, and where nothing was noted by then. */
  readonly noted: { readonly since: Date; readonly headSha: string; readonly hasChecks: boolean } | null
  readonly approvals: readonly EvidenceApproval[]
  /** When the approvals were recorded; null before the merge, when they are GitHub's last answer. */
  readonly approvalsTakenAt: string | null
  /** GitHub was asked about this pull request alone; until then its approvals and checks are not known, whether there are any or not. */
  readonly isAsked: boolean
  readonly owners: readonly OwnerPrediction[]
  readonly codeownersPath: string | null
  /** What rulesets required beside the owners, and who of the teams approved; null when that is not known. */
  readonly required: readonly RequiredAgreement[] | null
  /** What it took from the owners of one place and gave to those of another, and whether owners of both agreed. */
  readonly ownerMoves: readonly MoveAgreement[]
  /** What holds where owners are asked and not required; null where they are, that is not known, or it is not open. */
  readonly notRequired: string | null
  readonly files: readonly EvidenceFile[]
  readonly meanings: readonly EvidenceMeaning[]
  readonly checks: ReviewState['checks']
  /** What others committed to the branch after Lockstep submitted it; null when nobody did. */
  readonly others: ChangeDetail['others']
  readonly runs: readonly EvidenceRun[]
  /** What a reader must not conclude; whole sentences. */
  readonly notProved: readonly string[]
}

/** What the evidence does not show. Never empty: no record proves who sat at a keyboard. */
export function sayNotProved(evidence: Omit<ChangeEvidence, 'notProved'>): string[] {
  const { runs, approvals, approvalsTakenAt, state, drafted, meanings } = evidence
  const names = (kept: readonly EvidenceRun[]) => [...new Set(kept.map(({ proxy }) => proxy))].join(', ')
  const never = runs.filter(({ running, unproved }) => running === null && unproved === null)
  const weak = runs.filter(({ running, unproved }) => running === null && unproved !== null)
  const atE3 = runs.filter(({ running }) => running?.evidence === 3)
  const open = meanings.filter(({ verdict }) => verdict === null || verdict === 'unknown')
  return [
    ...(state === 'merged' && never.length > 0
      ? [`That ${names(never)} ever ran this content: no load of it was reported.`]
      : []),
    ...(weak.length > 0
      ? [`That ${names(weak)} ran this content: a load was reported below level E3, which proves no content.`]
      : []),
    ...(atE3.length > 0
      ? [
          `The memory of ${names(atE3)}: at E3 it is inferred from an unchanged file and a load event, not reported by the proxy.`,
        ]
      : []),
    ...(open.length > 0
      ? [
          `The whole meaning of the change of ${open.map(({ path }) => path).join(', ')}: not all of it was decided.`,
        ]
      : []),
    ...(approvals.some(({ as }) => as === null)
      ? [
          state === 'merged'
            ? 'As which owner each person approved: it was not recorded; GitHub decided it at the merge.'
            : 'As which owner each person approved: that is recorded at the merge.',
        ]
      : []),
    ...(evidence.ownersSha === null
      ? ['Who had to agree by CODEOWNERS: the commit of its base is not known.']
      : []),
    ...sayAddresses(evidence),
    ...(state === 'merged' && approvalsTakenAt === null
      ? [
          evidence.isAsked
            ? 'Who approved: no record of the merge was taken yet; GitHub is asked again.'
            : 'Who approved, and what checks said: not read from GitHub yet.',
        ]
      : []),
    ...saySameSecond(approvals),
    ...sayTakenLate(evidence),
    ...(evidence.required === null ? ['Whose approvals rulesets required beside the owners.'] : []),
    ...sayUrgent(evidence),
    ...(drafted === null ? ['Where it was drafted: the pull request was not opened by Lockstep.'] : []),
    ...sayOthers(evidence.others),
    ...sayThen(evidence),
    'The exact order of events on different hosts: times of loads are put right by what each host’s clock was off, to within 2 s.',
    'That an account was used by the person it belongs to. GitHub answers for sign-in.',
  ]
}

function sayAddresses({ owners, approvals }: Omit<ChangeEvidence, 'notProved'>): string[] {
  const unknown = owners.filter((file) => file.owners.some(isAddress) && isApproved(file, approvals) === null)
  return unknown.length === 0
    ? []
    : [
        `Whether an owner of ${unknown.map(({ path }) => path).join(', ')} approved: CODEOWNERS names an e-mail address, and GitHub does not tell whose account that is.`,
      ]
}

function saySameSecond(approvals: readonly EvidenceApproval[]): string[] {
  const names = approvals.filter(({ sameSecond }) => sameSecond).map(({ login }) => `@${login}`)
  return names.length === 0
    ? []
    : [
        `That ${names.join(' and ')} had approved when it was merged: a review and the merge are of the same second, and GitHub does not say which came first.`,
      ]
}

/** Looks are seconds apart: a record that is older was taken after a time in which Lockstep could not look. */
const LATE_MS = 60_000

/** GitHub says when people approved, and only who is in a team now. */
function sayTakenLate({
  approvalsTakenAt,
  mergedAt,
  approvals,
}: Omit<ChangeEvidence, 'notProved'>): string[] {
  if (approvalsTakenAt === null || mergedAt === null || approvals.length === 0) return []
  const taken = new Date(approvalsTakenAt)
  if (taken.getTime() - mergedAt.getTime() <= LATE_MS) return []
  const when = `${taken.toISOString().slice(0, 16).replace('T', ' ')} UTC`
  return [`Who was in which team at the merge: teams were asked about later, at ${when}.`]
}

function sayUrgent({ emergency, asOf }: Omit<ChangeEvidence, 'notProved'>): string[] {
  if (emergency === null) return []
  const reason = emergency.reason === null ? ['Why it could not wait: nobody told Lockstep.'] : []
  if (emergency.followUp !== null) return reason
  return [
    ...reason,
    asOf === null
      ? 'That what is owed after the emergency was done: no follow-up is known.'
      : 'How far the follow-up of the emergency was at that instant: only its last state is kept.',
  ]
}

function sayOthers(others: ChangeEvidence['others']): string[] {
  if (others === null) return []
  const names = [...new Set(others.commits.map(({ by }) => by))].join(', ')
  return [
    others.isRewritten
      ? 'That it is what was drafted in Lockstep: its branch was rewritten after it was submitted.'
      : `That it is what was drafted in Lockstep alone: ${others.commits.map(({ sha }) => sha.slice(0, 7)).join(', ')} came to its branch afterwards, by ${names} as these commits say.`,
  ]
}

/** What neither git nor GitHub keeps of the past. */
function sayThen({ asOf, state, noted, headSha }: Omit<ChangeEvidence, 'notProved'>): string[] {
  if (asOf === null) return []
  const isHead = noted !== null && noted.headSha === headSha
  const head = noted === null ? '' : `; its head was ${noted.headSha.slice(0, 7)}`
  const bytes =
    state === 'open' && !isHead
      ? [`That the branch held these bytes at that instant: they are those of its last head${head}.`]
      : []
  if (noted?.hasChecks === true)
    return [
      ...bytes,
      'What checks and reviews said between two looks of Lockstep: they are those of the last look before that instant.',
    ]
  return [
    'What the checks said at that instant: it was not noted then, and their last state is not shown.',
    ...bytes,
    'Reviews that were taken back or repeated since: only the last one of each person is kept.',
  ]
}
