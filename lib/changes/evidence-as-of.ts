import type { ChangeEvidence } from './change-evidence'
import type { NotedChange } from './noted/noted-change'

type KnownEvidence = Omit<ChangeEvidence, 'runs' | 'notProved'>

/** Takes away what happened after an instant, and what nobody knows the time of. `noted`: what Lockstep had seen of it by then. */
export function evidenceAsOf(evidence: KnownEvidence, at: Date, noted: NotedChange | null): KnownEvidence {
  const by = (time: Date | null) => time !== null && time <= at
  const isMerged = evidence.state === 'merged' && by(evidence.mergedAt)
  const isEnded = isMerged || by(evidence.closedAt) || noted?.state === 'closed'
  const { drafted, approvals, approvalsTakenAt } = evidence
  return {
    ...evidence,
    state: isMerged ? 'merged' : isEnded ? 'closed' : 'open',
    drafted: drafted && { ...drafted, submittedAt: by(drafted.submittedAt) ? drafted.submittedAt : null },
    emergency: evidence.emergency && { ...evidence.emergency, followUp: null },
    mergeSha: isMerged ? evidence.mergeSha : null,
    mergedBy: isMerged ? evidence.mergedBy : null,
    mergedAt: isMerged ? evidence.mergedAt : null,
    closedAt: isEnded ? (by(evidence.closedAt) ? evidence.closedAt : (noted?.since ?? null)) : null,
    approvals: isMerged ? approvals : approvalsAt(approvals, at, noted),
    required: requiredAt(evidence, at, isMerged),
    // Who had agreed by then to which side is not known before the merge.
    ownerMoves: evidence.ownerMoves.map((one) => (isMerged ? one : { ...one, state: 'not-known' })),
    notRequired: null,
    // Whenever it was written down, it says what was at the merge.
    approvalsTakenAt: isMerged ? approvalsTakenAt : null,
    files: evidence.files.map((file) => (isMerged ? file : { ...file, supersededBy: null })),
    checks: noted?.checks ?? [],
    asOf: at,
    noted: noted && {
      since: noted.since,
      headSha: noted.headSha,
      hasChecks: noted.checks !== null,
    },
  }
}

/** As they were noted, else those of the last ones that were given by then. As which owner each was given is recorded at the merge only. */
function approvalsAt(
  approvals: KnownEvidence['approvals'],
  at: Date,
  noted: NotedChange | null,
): KnownEvidence['approvals'] {
  const given =
    noted?.reviews?.filter(({ state }) => state === 'approved') ??
    approvals.filter((one) => new Date(one.at) <= at)
  return given.map(({ login, at: time, commit }) => ({
    login,
    at: time,
    commit,
    as: null,
    sameSecond: false,
  }))
}

/** Approvals by then. Before the merge it is not known what was required then. */
function requiredAt({ required }: KnownEvidence, at: Date, isMerged: boolean): KnownEvidence['required'] {
  if (required === null || !isMerged) return null
  return required.map((one) => ({ ...one, by: one.by.filter((given) => new Date(given.at) <= at) }))
}
