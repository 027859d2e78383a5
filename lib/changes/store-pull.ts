import { isDeepStrictEqual } from 'node:util'
import type { Context } from '@/lib/context'
import { notify } from '@/lib/events/notify'
import type { PullAnswer } from './ask-review'
import { noteChanges } from './noted/note-changes'
import type { Approval, ReviewState } from './review-state'

/** A pull request as it is kept. */
export interface KeptPull extends Omit<PullAnswer, 'review' | 'approvedAtMerge'> {
  readonly review: ReviewState
  /** The record of the merge; null before it, and while not all of it is known. */
  readonly approval: Approval | null
  /** Commits that a rebase put on the branch before the last one. */
  readonly rebased: readonly string[]
}

/**
 * All of an answer in one statement, so that no crash comes between a merge and its record. Not where a question that began later has its
 * answer here already, unless the forge says that this one is of a later update; nor is a merge taken back, which the forge's list may have
 * said meanwhile. The record is taken once: what happens later does not rewrite what was true at the merge. What was found to have moved
 * after the question began is asked about again.
 */
const STORE = `INSERT INTO change_request AS known (repository_id, number, title, state, draft, opened_by, base_ref, base_sha,
    head_ref, head_sha, merge_sha, merged_by, opened_at, updated_at, closed_at, merged_at, labels, review, approval, rebased, refreshed_at)
  SELECT $1, number, title, state, draft, "openedBy", "baseRef", "baseSha", "headRef", "headSha", "mergeSha", "mergedBy", "openedAt",
    "updatedAt", "closedAt", "mergedAt", labels, review, nullif(approval, 'null'), rebased, $3
  FROM jsonb_to_record($2::jsonb) AS asked (number int, title text, state text, draft boolean, "openedBy" text, "baseRef" text,
    "baseSha" text, "headRef" text, "headSha" text, "mergeSha" text, "mergedBy" text, "openedAt" timestamptz, "updatedAt" timestamptz,
    "closedAt" timestamptz, "mergedAt" timestamptz, labels text[], review jsonb, approval jsonb, rebased text[])
  ON CONFLICT (repository_id, number) DO UPDATE SET (title, state, draft, opened_by, base_ref, base_sha, head_ref, head_sha, merge_sha,
      merged_by, opened_at, updated_at, closed_at, merged_at, labels, review, refreshed_at) =
    ROW (excluded.title, excluded.state, excluded.draft, excluded.opened_by, excluded.base_ref, excluded.base_sha, excluded.head_ref,
      excluded.head_sha, excluded.merge_sha, excluded.merged_by, excluded.opened_at, excluded.updated_at, excluded.closed_at,
      excluded.merged_at, excluded.labels, excluded.review, excluded.refreshed_at),
    approval = coalesce(known.approval, excluded.approval),
    rebased = CASE WHEN cardinality(excluded.rebased) > 0 THEN excluded.rebased ELSE known.rebased END,
    stale_since = CASE WHEN known.stale_since > excluded.refreshed_at THEN known.stale_since END
  WHERE (known.refreshed_at <= excluded.refreshed_at OR known.updated_at < excluded.updated_at)
    AND (known.state <> 'merged' OR excluded.state = 'merged')
  RETURNING to_jsonb(known) - '{refreshed_at,stale_since}'::text[] AS row`

/** All that pages show of it; locked, so that what is compared with it came right after it. */
const BEFORE = `SELECT to_jsonb(known) - '{refreshed_at,stale_since}'::text[] AS row FROM change_request AS known
  WHERE repository_id = $1 AND number = $2 FOR UPDATE`

/**
 * Stores what the forge said of a pull request, notes it for the past, and tells pages where it is something else than before. `ctx.now` is
 * when the question began.
 */
export async function storePull(ctx: Context, pull: KeptPull): Promise<void> {
  await ctx.db.transaction(async (client) => {
    const { rows: before } = await client.query<{ row: unknown }>(BEFORE, [ctx.repositoryId, pull.number])
    const values = [ctx.repositoryId, JSON.stringify(pull), ctx.now]
    const { rows: after } = await client.query<{ row: unknown }>(STORE, values)
    // Nor may the past have an answer that was overtaken.
    if (after.length === 0) return
    await noteChanges(ctx, [pull], client)
    if (!isDeepStrictEqual(before, after)) await notify(ctx, 'changes', [String(pull.number)], client)
  })
}
