import type { Context } from '@/lib/context'
import { valuesOf, type DecisionFilter } from './decision-filter'
import { followersOf, sqlNumbers } from './path-then'

/** A question about the proxies that a filter looks at, to be continued. */
export interface ProxiesInView {
  /** Rows `id`, `name`, `"retiredAt"`, `held` (times of the filter in which it had one of the policies) and `"isRegistered"` at some time of it. */
  readonly sql: string
  readonly values: unknown[]
}

/** Times of its life in which a proxy `p` had one of some paths. */
const heldOf = (paths: string): string => `(
  SELECT range_agg(tstzrange(w.since, w.until)) FROM (
    SELECT policy_path, CASE WHEN row_number() OVER life = 1 THEN '-infinity' ELSE since END AS since, lead(since) OVER life AS until
    FROM proxy_path WHERE proxy_id = p.id WINDOW life AS (ORDER BY since, id)) w
  WHERE w.policy_path = ANY(${paths}::text[]))`

/** Proxies that a filter looks at, by its proxy and policy; its other parts choose among decisions. Whoever is retired had a log before. */
export async function proxiesInView(
  ctx: Context,
  { from, to, proxy, policy }: Pick<DecisionFilter, 'from' | 'to' | 'proxy' | 'policy'>,
): Promise<ProxiesInView> {
  const paths = valuesOf(policy)
  const followers = paths === null ? null : await followersOf(ctx, { paths, from })
  const values: unknown[] = [ctx.repositoryId, valuesOf(proxy), followers?.numbers ?? null, from, to]
  const asked = 'tstzmultirange(tstzrange($4::timestamptz, GREATEST($4, $5::timestamptz)))'
  const moved = followers?.moved ?? null
  const held =
    moved === null
      ? asked
      : `CASE WHEN p.number = ANY(${sqlNumbers(moved.numbers)}) THEN ${asked} * ${heldOf(`$${values.push(moved.paths)}`)} ELSE ${asked} END`
  const sql = `
    SELECT p.id, p.name, p.retired_at AS "retiredAt", ${held} AS held,
      p.created_at < $5 AND (p.retired_at IS NULL OR p.retired_at > $4) AS "isRegistered"
    FROM proxy p
    WHERE p.repository_id = $1 AND ($2::text[] IS NULL OR p.name = ANY($2)) AND ($3::int[] IS NULL OR p.number = ANY($3))`
  return { sql, values }
}
