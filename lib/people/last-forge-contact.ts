import type { Context } from '@/lib/context'

const CONTACT = `SELECT greatest(
  (SELECT max(checked_at) FROM repository_role WHERE repository_id = $1),
  (SELECT max(received_at) FROM webhook_delivery)) AS last`

/**
 * When the forge was last heard of: its newest answer about somebody's role, or its newest webhook. Null before the first.
 * The mirror's polls are not in it; they make it later, never earlier.
 */
export async function lastForgeContact({ ctx }: { ctx: Context }): Promise<Date | null> {
  const { rows } = await ctx.db.pool.query<{ last: Date | null }>({
    name: 'last-forge-contact',
    text: CONTACT,
    values: [ctx.repositoryId],
  })
  return rows[0]?.last ?? null
}
