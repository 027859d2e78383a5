import { recordAudit } from '@/lib/audit/record-audit'
import type { ConnectorActor, Context } from '@/lib/context'
import type { RejectedLine } from '@/lib/wire/decision-batch'

/** The action in the audit trail: by the connector that sent them, of the proxy that has them. */
export const REFUSED_FILES = 'proxy.events-refused'

/**
 * Keeps in the audit trail that a connector sent event files which another proxy has: once for each file, however often it tries. Files of
 * other repositories are not told of.
 */
export async function recordRefusedFiles(
  ctx: Context<ConnectorActor>,
  rejected: readonly RejectedLine[],
): Promise<void> {
  const files = rejected.flatMap(({ fileId, code }) =>
    code === 'foreign-file' && fileId !== null ? [fileId] : [],
  )
  if (files.length === 0) return
  const { rows } = await ctx.db.pool.query<{ file: string; owner: string }>(
    `SELECT f.id AS file, o.name AS owner FROM event_file f JOIN proxy o ON o.id = f.reporter_id
     WHERE f.id = ANY($1::uuid[]) AND o.repository_id = $2 AND NOT EXISTS (
       SELECT 1 FROM audit_event a WHERE a.action = $3 AND a.actor_name = $4 AND a.detail->>'file' = f.id::text)`,
    [files, ctx.repositoryId, REFUSED_FILES, ctx.actor.proxyName],
  )
  for (const { file, owner } of rows)
    await recordAudit(ctx, { action: REFUSED_FILES, subject: owner, detail: { file } })
}
