import type { Context, SystemActor } from '@/lib/context'

/** Of lists that nobody acknowledged, the newest ones of a proxy that are kept whatever their age: as many as its page shows. */
const KEPT_OPEN = 30

/**
 * A list that was last seen before the log begins tells nothing about a call that is still kept. The one that a proxy saw last stays for
 * good: others are measured by it.
 */
const FORGET = `
  DELETE FROM proxy_tool_list l USING (
    SELECT id, row_number() OVER (PARTITION BY proxy_id ORDER BY last_seen_at DESC, id DESC) AS seen,
      row_number() OVER (PARTITION BY proxy_id ORDER BY first_seen_at DESC, id DESC) AS newest
    FROM proxy_tool_list) o
  WHERE o.id = l.id AND o.seen > 1 AND l.last_seen_at < $1 AND (l.acknowledged_at IS NOT NULL OR o.newest > ${KEPT_OPEN})`

/** Removes lists of tools that were last seen more than `days` ago; returns how many. What nobody acknowledged yet stays. For a job. */
export async function forgetLists({
  ctx,
  input,
}: {
  ctx: Context<SystemActor>
  input: { readonly days: number }
}): Promise<number> {
  const since = new Date(ctx.now.getTime() - input.days * 86_400_000)
  return ctx.db.transaction(async (client) => {
    // The table refuses every other DELETE.
    await client.query("SET LOCAL lockstep.forgets_tool_lists = 'on'")
    const { rowCount } = await client.query(FORGET, [since])
    return rowCount ?? 0
  })
}
