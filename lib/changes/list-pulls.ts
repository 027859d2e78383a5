import type { Context } from '@/lib/context'
import { notify } from '@/lib/events/notify'
import type { GitHubClient } from '@/lib/git/github-client'
import { dateOf, type PullAnswer } from './ask-review'
import type { ChangeSource } from './draft-parts'
import { labelNames } from './emergency/follow-up'
import { noteChanges } from './noted/note-changes'

/** A pull request as the forge's list says it: enough to show it, to know its merge, and to see that it moved. */
type ListedPull = Omit<PullAnswer, 'mergedBy' | 'review' | 'approvedAtMerge'>

interface KnownPull {
  readonly number: number
  readonly state: string
  readonly updatedAt: Date
  readonly refreshedAt: Date
}

/**
 * Pages through the forge's list, newest update first, until it meets what is known already, and keeps what it found in one transaction: a
 * look that was cut off is repeated as a whole, so that no pull request stays unknown behind one that was stored. Each of them is then
 * stale: its reviews, checks and files are asked about next. Pages are told of those that are new or ended.
 */
export async function listPulls(
  ctx: Context,
  { repository }: ChangeSource,
  client: GitHubClient,
  known: readonly KnownPull[],
): Promise<void> {
  const rows = new Map(known.map((row) => [row.number, row]))
  const moved: ListedPull[] = []
  const pages = client.paginate.iterator(client.rest.pulls.list, {
    owner: repository.owner,
    repo: repository.name,
    state: 'all',
    sort: 'updated',
    direction: 'desc',
    per_page: 100,
  })
  for await (const { data } of pages) {
    const changed = data.filter((pull) => hasMoved(pull, rows.get(pull.number)))
    moved.push(...changed.map(listedPull))
    if (changed.length < data.length) break
  }
  if (moved.length > 0) await keep(ctx, moved)
  await noteChanges(ctx, moved)
  const news = moved.filter(({ number, state }) => rows.get(number)?.state !== state)
  if (news.length > 0) {
    const ids = news.map(({ number }) => String(number))
    await notify(ctx, 'changes', ids)
  }
}

/** GitHub's times are whole seconds: what was looked at within the second of an update may have moved again in it. */
const SECOND_MS = 1000

function hasMoved(
  pull: { readonly state: string; readonly updated_at: string },
  row: KnownPull | undefined,
): boolean {
  if (row === undefined || (pull.state === 'open') !== (row.state === 'open')) return true
  const updated = new Date(pull.updated_at).getTime()
  return updated > row.updatedAt.getTime() || row.refreshedAt.getTime() - updated <= SECOND_MS
}

type PullOfList = Awaited<ReturnType<GitHubClient['rest']['pulls']['list']>>['data'][number]

function listedPull(pull: PullOfList): ListedPull {
  const isMerged = pull.merged_at !== null
  return {
    number: pull.number,
    title: pull.title,
    state: isMerged ? 'merged' : pull.state === 'open' ? 'open' : 'closed',
    draft: pull.draft ?? false,
    openedBy: pull.user?.login ?? 'ghost',
    baseRef: pull.base.ref,
    baseSha: pull.base.sha,
    headRef: pull.head.ref,
    headSha: pull.head.sha,
    // Of an open one it is a trial merge.
    mergeSha: isMerged ? pull.merge_commit_sha : null,
    openedAt: new Date(pull.created_at),
    updatedAt: new Date(pull.updated_at),
    closedAt: dateOf(pull.closed_at),
    mergedAt: dateOf(pull.merged_at),
    labels: labelNames(pull.labels),
  }
}

/**
 * A new row has all of it. One that is there gets only how it ended: its head must not move before what was found about that head does.
 * `updated_at` stays too, so that the list shows it as moved until it was looked at.
 */
const KEEP = `INSERT INTO change_request AS known (repository_id, number, title, state, draft, opened_by, base_ref, base_sha,
    head_ref, head_sha, merge_sha, opened_at, updated_at, closed_at, merged_at, labels, refreshed_at, stale_since)
  SELECT $1, number, title, state, draft, "openedBy", "baseRef", "baseSha", "headRef", "headSha", "mergeSha", "openedAt", "updatedAt",
    "closedAt", "mergedAt", labels, to_timestamp(0), $3
  FROM jsonb_to_recordset($2::jsonb) AS listed (number int, title text, state text, draft boolean, "openedBy" text, "baseRef" text,
    "baseSha" text, "headRef" text, "headSha" text, "mergeSha" text, "openedAt" timestamptz, "updatedAt" timestamptz,
    "closedAt" timestamptz, "mergedAt" timestamptz, labels text[])
  ON CONFLICT (repository_id, number) DO UPDATE SET state = excluded.state, merge_sha = excluded.merge_sha,
    closed_at = excluded.closed_at, merged_at = excluded.merged_at, stale_since = excluded.stale_since
  WHERE known.updated_at <= excluded.updated_at`

async function keep(ctx: Context, pulls: readonly ListedPull[]): Promise<void> {
  await ctx.db.pool.query(KEEP, [ctx.repositoryId, JSON.stringify(pulls), ctx.now])
}
