import type { Core } from '@/forge/core'
import { presentIssue } from '@/forge/shapes/issue'
import type { AccountRow, IssueRow } from '@/forge/state/records'

/** Tells apps about an issue that is no pull request; `extra` is what the action adds to the payload. */
export async function announceIssue(
  core: Core,
  issue: IssueRow,
  action: string,
  sender: AccountRow,
  at: Date,
  extra: Record<string, unknown> = {},
): Promise<void> {
  const repository = core.state.repositories.mustGet(issue.repositoryId)
  const detail = () => Promise.resolve({ issue: presentIssue(core, issue), ...extra })
  await core.announce({ event: 'issues', action, repository, sender, at, detail })
}
