/**
 * SQL of what the proxies in $1 decided since $2, counted in whole hours: rows of `proxy`, `tool`, `result` and `n`. The first day by its
 * hours, all others whole: of a day there are far fewer rows.
 */
export const COUNTED_SINCE = `(
    SELECT proxy, tool, result, n FROM decision_hour
    WHERE proxy = ANY($1) AND hour >= $2 AND hour < date_trunc('day', $2::timestamptz, 'UTC') + interval '1 day'
    UNION ALL SELECT proxy, tool, result, n FROM decision_day
    WHERE proxy = ANY($1) AND day > ($2::timestamptz AT TIME ZONE 'UTC')::date)`

/** Newest calls of a tool through one proxy. */
const OF_A_PROXY = 20

/**
 * SQL of newest calls whose arguments are known, of the proxies in $1 since $2: columns `tool` and `arg_keys`. Of each tool through the
 * `most` proxies that called it most, those first that tell arguments by what they declare. It looks at no more rows than that, also where
 * nobody tells any, as with stock Intercept. `condition` narrows the counts `d`.
 */
export function newestCalls(most: number, condition: string): string {
  return `SELECT c.tool, k.arg_keys FROM (
      SELECT d.proxy, d.tool,
        row_number() OVER (PARTITION BY d.tool ORDER BY p.engine = 'lockstep' DESC, sum(d.n) DESC, d.proxy) AS place
      FROM ${COUNTED_SINCE} d JOIN proxy p ON p.number = d.proxy WHERE ${condition}
      GROUP BY d.proxy, d.tool, p.engine) c
    CROSS JOIN LATERAL (
      SELECT x.arg_keys FROM decision x WHERE x.proxy = c.proxy AND x.tool = c.tool AND x.at >= $2
      ORDER BY x.at DESC LIMIT ${OF_A_PROXY}) k
    WHERE c.place <= ${most} AND k.arg_keys IS NOT NULL`
}
