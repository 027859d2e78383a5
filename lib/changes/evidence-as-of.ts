import type { ChangeEvidence } from './change-evidence'

type KnownEvidence = Omit<ChangeEvidence, 'runs' | 'notProved'>

/** Takes away what happened after an instant, and what nobody knows the time of. */
export function evidenceAsOf(evidence: KnownEvidence, at: Date): KnownEvidence {
  const by = (time: Date | null) => time !== null && time <= at
  const isMerged = evidence.state === 'merged' && by(evidence.mergedAt)
  const isEnded = isMerged || by(evidence.closedAt)
  const { drafted, approvals, approvalsTakenAt } = evidence
  return {
    ...evidence,
    state: isMerged ? 'merged' : isEnded ? 'closed' : 'open',
    drafted: drafted && { ...drafted, submittedAt: by(drafted.submittedAt) ? drafted.submittedAt : null },
    mergeSha: isMerged ? evidence.mergeSha : null,
    mergedBy: isMerged ? evidence.mergedBy : null,
    mergedAt: isMerged ? evidence.mergedAt : null,
    closedAt: isEnded ? evidence.closedAt : null,
    approvals: approvals.filter((one) => new Date(one.at) <= at),
    // Whenever it was written down, it says what was at the merge.
    approvalsTakenAt: isMerged ? approvalsTakenAt : null,
    files: evidence.files.map((file) => (isMerged ? file : { ...file, supersededBy: null })),
    checks: [],
    asOf: at,
  }
}
