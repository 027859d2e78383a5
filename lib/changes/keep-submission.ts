import { isDeepStrictEqual } from 'node:util'
import type { PoolClient } from 'pg'
import { recordAudit } from '@/lib/audit/record-audit'
import type { Context, PersonActor } from '@/lib/context'
import type { StoredDraft } from './draft-parts'
import type { EmergencyToWrite } from './emergency/prepare-emergency'
import type { OpenedPull, Unfinished, WrittenChange } from './write-rest'

type Urgency = Pick<EmergencyToWrite, 'reason' | 'reviewers'>

/** From now on the pull request is known as this draft's, whatever becomes of the submission. */
export async function keepPull(
  ctx: Context,
  id: string,
  base: string,
  { number, head }: OpenedPull,
): Promise<void> {
  await ctx.db.pool.query(
    `UPDATE draft SET change_number = $2, options = (options - 'described') || jsonb_build_object('submitted', $3::text, 'base', $4::text)
     WHERE id = $1`,
    [id, number, head, base],
  )
}

/** Records the pull request, and ends the draft if that lacks nothing: whether it did. */
export async function keepResult(
  ctx: Context<PersonActor>,
  draft: StoredDraft,
  made: WrittenChange | Unfinished,
  emergency: Urgency | null,
): Promise<boolean> {
  return ctx.db.transaction(async (client) => {
    await recordProposal(ctx, draft, made, emergency, client)
    if (made.kind === 'unfinished') return false
    // What was saved after all, by when it was not held any more, is not in the pull request: it goes there with the next submission.
    const { rowCount } = await client.query(
      `UPDATE draft SET submitted_at = $2 WHERE id = $1 AND revision = $3`,
      [draft.id, ctx.now, draft.revision],
    )
    return rowCount === 1
  })
}

/** Once, and again where a retry made something else of it. */
async function recordProposal(
  ctx: Context,
  draft: StoredDraft,
  { number, followUp, notAsked }: WrittenChange | Unfinished,
  emergency: Urgency | null,
  client: PoolClient,
): Promise<void> {
  const paths = draft.files.map(({ path, basePath }) => path ?? basePath ?? '')
  const detail: Record<string, string | number | readonly string[]> = { paths, ...auditOf(emergency) }
  if (followUp !== null) detail.followUp = followUp.number
  if (notAsked.length > 0) detail.notAsked = notAsked
  const entry = { action: 'change.proposed', subject: `#${number}`, detail }
  const { rows } = await client.query<{ detail: unknown }>(
    `SELECT detail FROM audit_event WHERE repository_id = $1 AND action = $2 AND subject = $3 ORDER BY at DESC, id DESC LIMIT 1`,
    [ctx.repositoryId, entry.action, entry.subject],
  )
  if (!isDeepStrictEqual(rows[0]?.detail, detail)) await recordAudit(ctx, entry, client)
}

function auditOf(emergency: Urgency | null): Record<string, string | readonly string[]> {
  return emergency === null ? {} : { emergency: emergency.reason, reviewers: emergency.reviewers }
}
