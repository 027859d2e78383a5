import type { ChangeRow } from '@/components/change/change-table'
import { asksViewer } from '@/lib/changes/asks-viewer'
import { EMERGENCY_LABEL } from '@/lib/changes/emergency/follow-up'
import type { ChangeSummary } from '@/lib/changes/list-changes'
import type { Context, PersonActor } from '@/lib/context'
import { countRunning } from '@/lib/fleet/count-running'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { findOwnTeams } from '@/lib/people/find-own-teams'
import { isPolicyPath, relativeToRoot } from '@/lib/repository/policy-path'
import type { Server } from '@/lib/server'

/** A change of the verb as the list shows it. */
export function toChangeRow(
  change: ChangeSummary,
  root: string,
  { running = null, asks = null }: Partial<Pick<ChangeRow, 'running' | 'asks'>> = {},
): ChangeRow {
  const inRoot = (paths: readonly string[] | null) =>
    paths?.map((path) => relativeToRoot(path, root) ?? path) ?? null
  if (change.kind === 'push') {
    return {
      key: change.commit,
      kind: change.isAsked ? 'push' : 'landed',
      title: change.title,
      number: null,
      commit: change.commit,
      by: change.committedBy,
      at: change.at,
      paths: inRoot(change.paths),
      approvals: 0,
      asked: [],
      asks,
      checks: { passed: 0, failed: [], total: 0 },
      conflicts: false,
      effect: change.effect,
      isEmergency: false,
      ours: false,
      running,
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
    asks,
    checks: {
      passed: counted.filter((check) => check.state === 'success').length,
      failed: counted.filter((check) => check.state === 'failure').map(({ name }) => name),
      total: counted.length,
    },
    conflicts: state === 'open' && review.mergeState === 'dirty',
    effect: review.effect,
    isEmergency: change.labels.includes(EMERGENCY_LABEL),
    ours: change.ours,
    running,
  }
}

/** Rows of what the list says, each with who runs it now and whether it asks the person. */
export async function toRunningRows(
  ctx: Context<PersonActor>,
  opened: Server,
  root: string,
  changes: readonly ChangeSummary[],
): Promise<ChangeRow[]> {
  const landed = changes.flatMap((change) => {
    const commit = change.kind === 'push' ? change.commit : change.mergeSha
    const paths = change.kind === 'push' ? change.paths : change.review.paths
    if (commit === null || paths === null) return []
    return [{ change, commit, paths: paths.filter((path) => isPolicyPath(path, root)) }]
  })
  const { login } = ctx.actor
  const teams = changes.flatMap((change) =>
    change.kind === 'pull-request' && change.state === 'open' ? change.review.requestedTeams : [],
  )
  const [counted, isIn] = await Promise.all([
    countRunning({ ctx, parts: fleetParts(opened), input: { changes: landed } }),
    findOwnTeams(opened.app, { teams, login, now: ctx.now }),
  ])
  const running = new Map(landed.map(({ change }, index) => [change, counted[index] ?? null]))
  return changes.map((change) => {
    const asks = change.kind === 'push' ? null : asksViewer(change, login, isIn)
    return toChangeRow(change, root, { running: running.get(change) ?? null, asks })
  })
}
