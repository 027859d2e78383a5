import type { Context } from '@/lib/context'

export interface InstanceCount {
  readonly decisions: number
  readonly denied: number
}

/** What each of some processes of one proxy decided since an instant, from the log itself: roll-ups do not know processes. By the id of the process. */
export async function countByInstance({
  ctx,
  input: { proxy, instances, since },
}: {
  readonly ctx: Context
  readonly input: {
    /** `proxy.number`. */
    readonly proxy: number
    readonly instances: readonly string[]
    readonly since: Date
  }
}): Promise<Map<string, InstanceCount>> {
  if (instances.length === 0) return new Map()
  const { rows } = await ctx.db.pool.query<InstanceCount & { id: string }>(
    `SELECT f.instance_id AS id, count(*)::int AS decisions, count(*) FILTER (WHERE d.result = 0)::int AS denied
     FROM decision d JOIN event_file f ON f.number = d.file
     WHERE d.proxy = $1 AND d.at >= $2 AND f.instance_id = ANY ($3::uuid[]) GROUP BY f.instance_id`,
    [proxy, since, instances],
  )
  const none = { decisions: 0, denied: 0 }
  const counts = new Map<string, InstanceCount>(instances.map((id) => [id, none]))
  for (const { id, decisions, denied } of rows) counts.set(id, { decisions, denied })
  return counts
}
