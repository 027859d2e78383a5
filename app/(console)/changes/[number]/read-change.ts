import { findBranch, type BranchFacts } from '@/lib/changes/find-branch'
import { checkPolicies, type CheckFindings } from '@/lib/changes/check-policies'
import { findEmergency } from '@/lib/changes/emergency/find-emergency'
import { EMERGENCY_LABEL } from '@/lib/changes/emergency/follow-up'
import { getChange, type ChangeDetail } from '@/lib/changes/get-change'
import { judgeAgreement, type Agreement } from '@/lib/changes/judge-agreement'
import type { LastRollout } from '@/components/change/detail/will-run-on'
import type { Context } from '@/lib/context'
import { countRunning, type RunningNow } from '@/lib/fleet/count-running'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import type { AffectedFleet } from '@/lib/fleet/list-affected'
import { knownTools } from '@/lib/fleet/tools/known-tools'
import { toolsForLint } from '@/lib/fleet/tools/tools-for-lint'
import type { RefHistory } from '@/lib/git/mirror'
import type { Configuration } from '@/lib/repository/configuration'
import { isPolicyPath } from '@/lib/repository/policy-path'
import type { Server } from '@/lib/server'
import { readPlan } from '../read-plan'
import { readRollout, type ShownRollout } from '../read-rollout'

/** Everything that the page of one change shows. */
export interface ShownChange {
  readonly change: ChangeDetail
  /** Null while the head is not fetched. */
  readonly agreement: Agreement | null
  /** What Lockstep's own look at the policies finds; null when they are none, or not fetched. */
  readonly found: CheckFindings | null
  /** Why an emergency could not wait; null for every other change, and when nobody told Lockstep. */
  readonly reason: string | null
  /** Of an emergency: its reviewers by the settings, alternatives to each other. */
  readonly reviewers: readonly string[]
  /** Reviewers of emergencies whom GitHub did not let us ask. */
  readonly notAsked: readonly string[]
  /** Before the merge. */
  readonly branch: BranchFacts | null
  readonly affected: AffectedFleet | null
  readonly last: LastRollout | null
  /** After the merge. */
  readonly shown: ShownRollout | null
  readonly running: RunningNow | null
  /** How many of its files later commits changed. */
  readonly changedSince: number
}

/** A page waits no longer for the look at all policies of a large change; its status on GitHub has all of it. */
const MOST_CHECK_MS = 3_000

/** Null when there is no such change. */
export async function readChange(
  ctx: Context,
  opened: Server,
  history: RefHistory,
  { root, emergency: preparation }: Configuration,
  number: number,
): Promise<ShownChange | null> {
  const change = await getChange({ ctx, source: opened, root, number })
  if (change === null) return null
  const isOpen = change.state === 'open'
  const isEmergency = change.labels.includes(EMERGENCY_LABEL)
  const paths = change.files.map(({ path }) => path)
  const policies = paths.filter((path) => isPolicyPath(path, root))
  const [found, emergency, branch, plan, shown, running] = await Promise.all([
    findingsOf(ctx, opened, root, change),
    isEmergency ? findEmergency({ ctx, number }) : null,
    isOpen ? findBranch(opened, change) : null,
    isOpen ? readPlan(ctx, opened, history, policies) : null,
    rolloutOf(ctx, opened, root, change),
    runningOf(ctx, opened, change, policies),
  ])
  return {
    change,
    agreement: change.fromSha === null ? null : judgeAgreement(change),
    found,
    reason: emergency?.reason ?? null,
    reviewers: isEmergency ? (preparation?.reviewers ?? []) : [],
    notAsked: emergency?.notAsked ?? [],
    branch,
    affected: plan?.affected ?? null,
    last: plan?.last ?? null,
    shown,
    running,
    changedSince: countChangedSince(history, change),
  }
}

async function findingsOf(
  ctx: Context,
  { mirror }: Server,
  root: string,
  { fromSha, headSha, files }: ChangeDetail,
): Promise<CheckFindings | null> {
  if (fromSha === null) return null
  const toolsOf = async (policy: string) => {
    const { toolNames } = toolsForLint(await knownTools({ ctx, input: { policy } }))
    return { toolNames }
  }
  const wanted = { change: { from: fromSha, head: headSha, files }, root, toolsOf, mostMs: MOST_CHECK_MS }
  return (await checkPolicies(mirror, wanted))?.found ?? null
}

/** Null before the merge, and while the mirror does not have its commit. */
async function rolloutOf(ctx: Context, opened: Server, root: string, change: ChangeDetail) {
  const { state, mergeSha, mergedAt, files } = change
  if (state !== 'merged' || mergeSha === null) return null
  const paths = files.map(({ path }) => path)
  return readRollout(ctx, opened, root, { commit: mergeSha, mergedAt, paths })
}

async function runningOf(
  ctx: Context,
  opened: Server,
  { state, mergeSha }: ChangeDetail,
  paths: readonly string[],
): Promise<RunningNow | null> {
  if (state !== 'merged' || mergeSha === null) return null
  const changes = [{ commit: mergeSha, paths }]
  const [running = null] = await countRunning({ ctx, parts: fleetParts(opened), input: { changes } })
  return running
}

/** By position: what stands at the tip is another version than the one that the merge brought. */
function countChangedSince({ index }: RefHistory, { mergeSha, files }: ChangeDetail): number {
  const position = mergeSha === null ? null : index.positionOf(mergeSha)
  if (position === null) return 0
  return files.filter(({ path }) => index.versionsOf(path).some(({ from }) => from > position)).length
}
