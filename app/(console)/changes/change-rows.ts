import type { ChangeRow } from '@/components/change/change-table'
import { EMERGENCY_LABEL } from '@/lib/changes/emergency/follow-up'
import type { ChangeSummary } from '@/lib/changes/list-changes'
import { relativeToRoot } from '@/lib/repository/policy-path'

/** A change of the verb as the list shows it. */
export function toChangeRow(change: ChangeSummary, root: string): ChangeRow {
  const inRoot = (paths: readonly string[] | null) =>
    paths?.map((path) => relativeToRoot(path, root) ?? path) ?? null
  if (change.kind === 'push') {
    return {
      key: change.commit,
      kind: 'push',
      title: change.title,
      number: null,
      commit: change.commit,
      by: change.committedBy,
      at: change.at,
      paths: inRoot(change.paths),
      approvals: 0,
      asked: [],
      checks: { passed: 0, failed: [], total: 0 },
      conflicts: false,
      effect: change.effect,
      isEmergency: false,
      ours: false,
    }
  }
  const { review, approval, state, draft } = change
  const counted = review.checks.filter((check) => check.state !== 'neutral')
  return {
    key: `#${change.number}`,
    kind: state === 'open' && draft ? 'draft' : state,
    title: change.title,
    number: change.number,
    commit: change.mergeSha,
    by: change.draftedBy,
    at: change.mergedAt ?? change.updatedAt,
    paths: inRoot(review.paths),
    approvals: approval?.approvals.length ?? review.reviews.filter((one) => one.state === 'approved').length,
    asked: [...review.requestedPeople, ...review.requestedTeams],
    checks: {
      passed: counted.filter((check) => check.state === 'success').length,
      failed: counted.filter((check) => check.state === 'failure').map(({ name }) => name),
      total: counted.length,
    },
    conflicts: state === 'open' && review.mergeState === 'dirty',
    effect: review.effect,
    isEmergency: change.labels.includes(EMERGENCY_LABEL),
    ours: change.ours,
  }
}
