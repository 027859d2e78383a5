import * as z from 'zod'
import { recordAudit } from '@/lib/audit/record-audit'
import { type Context, type PersonActor, roleAtLeast } from '@/lib/context'
import { notify } from '@/lib/events/notify'

export const acknowledgedLists = z.strictObject({
  /** The lists that the person saw: one that came since stays open. */
  lists: z
    .array(z.string().regex(/^\d{1,18}$/))
    .min(1)
    .max(100),
  /** Those before them as well: a page does not show all lists of a server that changes them all the time. */
  older: z.boolean().default(false),
})

export type AcknowledgeResult =
  | { readonly kind: 'acknowledged'; readonly count: number }
  | { readonly kind: 'forbidden' | 'not-found' }

/**
 * Says that somebody looked at what changed in a server's list of tools: it is drift no more. For who may write to the repository;
 * audited. A list that was acknowledged before keeps who did that.
 */
export async function acknowledgeTools({
  ctx,
  input,
}: {
  ctx: Context<PersonActor>
  input: z.input<typeof acknowledgedLists> & { readonly proxy: string }
}): Promise<AcknowledgeResult> {
  if (!roleAtLeast(ctx.actor.role, 'write')) return { kind: 'forbidden' }
  const where = { repositoryId_name: { repositoryId: ctx.repositoryId, name: input.proxy } }
  const proxy = await ctx.db.prisma.proxy.findUnique({ where, select: { id: true } })
  if (proxy === null) return { kind: 'not-found' }
  return ctx.db.transaction(async (client) => {
    const { rows } = await client.query<{ digest: string }>(
      `UPDATE proxy_tool_list SET acknowledged_at = $3, acknowledged_by = $4
       WHERE proxy_id = $1 AND acknowledged_at IS NULL AND (id = ANY ($2::bigint[]) OR $5::boolean AND first_seen_at <
         (SELECT min(first_seen_at) FROM proxy_tool_list WHERE proxy_id = $1 AND id = ANY ($2::bigint[])))
       RETURNING encode(digest, 'hex') AS digest`,
      [proxy.id, input.lists, ctx.now, ctx.actor.login, input.older ?? false],
    )
    if (rows.length === 0) return { kind: 'acknowledged', count: 0 }
    const detail = { lists: rows.slice(0, 100).map(({ digest }) => digest.slice(0, 12)), count: rows.length }
    await recordAudit(ctx, { action: 'proxy.tools-acknowledged', subject: input.proxy, detail }, client)
    await notify(ctx, 'fleet', [input.proxy], client)
    return { kind: 'acknowledged', count: rows.length }
  })
}
