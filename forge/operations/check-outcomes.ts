import type { Core } from '@/forge/core'
import type { CheckRunRow, StatusRow } from '@/forge/state/records'

export type Outcome = 'success' | 'failure' | 'pending'

/** The last status per context on a commit, newest first. */
export function latestStatuses(core: Core, repositoryId: number, sha: string): StatusRow[] {
  const latest = new Map<string, StatusRow>()
  for (const status of core.state.statusesOfCommit(`${repositoryId}@${sha}`))
    latest.set(status.context, status)
  return [...latest.values()].sort((a, b) => b.id - a.id)
}

/** The last check run per name and app on a commit, newest first. */
export function latestCheckRuns(core: Core, repositoryId: number, sha: string): CheckRunRow[] {
  const latest = new Map<string, CheckRunRow>()
  for (const run of core.state.checkRunsOfCommit(`${repositoryId}@${sha}`)) {
    latest.set(`${run.appId} ${run.name}`, run)
  }
  return [...latest.values()].sort((a, b) => b.id - a.id)
}

/** How each status and check run on a commit stands, by name. A neutral or skipped check passes. */
export function checkOutcomes(core: Core, repositoryId: number, sha: string): Map<string, Outcome> {
  const outcomes = new Map<string, Outcome>()
  for (const { context, state } of latestStatuses(core, repositoryId, sha)) {
    outcomes.set(context, state === 'error' ? 'failure' : state)
  }
  for (const run of latestCheckRuns(core, repositoryId, sha)) {
    if (outcomes.get(run.name) !== 'failure') outcomes.set(run.name, outcomeOf(run))
  }
  return outcomes
}

function outcomeOf({ status, conclusion }: CheckRunRow): Outcome {
  if (status !== 'completed') return 'pending'
  const passed = conclusion === 'success' || conclusion === 'neutral' || conclusion === 'skipped'
  return passed ? 'success' : 'failure'
}
