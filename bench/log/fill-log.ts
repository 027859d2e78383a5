import type { Database } from '@/lib/db/database'

/** Names in the log of a benchmark. The rare ones are those that a careless query searches for in millions of rows. */
export const PROXIES = 200
export const TOOLS = 120
/** Decides nothing after the first hundredth of the time. */
export const QUIET_PROXY = proxyName(PROXIES - 1)
/** Called about once in 20,000 times, by one proxy. */
export const RARE_TOOL = toolName(TOOLS - 1)
export const RARE_RULE = ruleName(2 * TOOLS - 1)
/** About once in 50,000 times, and in no name of a tool or a rule. */
export const RARE_MESSAGE = 'Ask the night shift.'

/** Rows of one transaction. */
const CHUNK = 250_000

export function proxyName(index: number): string {
  return `bench-${String(index).padStart(3, '0')}`
}

export function toolName(index: number): string {
  return `tool_${String(index).padStart(3, '0')}`
}

export function ruleName(index: number): string {
  return `rule ${String(index).padStart(3, '0')}`
}

/** Two proxies share a policy. */
export function policyPath(proxy: number): string {
  return `policies/bench/policy-${Math.floor(proxy / 2)}.yaml`
}

export interface FillInput {
  readonly repositoryId: string
  readonly from: Date
  readonly to: Date
  readonly rows: number
  /** Different for each filling of one log. */
  readonly round: number
}

/**
 * Writes decisions evenly over the time, with their roll-ups, past the verb that takes them from connectors. 200 proxies with 12 of 120
 * tools each, some much busier than others; 8 % are denied, by two rules of each tool.
 */
export async function fillLog(db: Database, input: FillInput): Promise<void> {
  const names = await nameEverything(db, input.repositoryId)
  const { from, to, rows, round } = input
  await db.pool.query('SELECT ensure_decision_partitions($1::date, $2::date)', [from, to])
  for (let done = 0; done < rows; done += CHUNK) {
    const count = Math.min(CHUNK, rows - done)
    await db.pool.query(FILL, [
      from,
      (to.getTime() - from.getTime()) / rows,
      done,
      count,
      round,
      rows,
      ...names,
    ])
  }
  await db.pool.query('VACUUM (ANALYZE) decision')
  await db.pool.query(
    'VACUUM (ANALYZE) decision_minute, decision_hour, decision_day, decision_hour_facet, decision_day_facet',
  )
}

/** What FILL takes as $7 to $11. */
async function nameEverything(db: Database, repositoryId: string): Promise<unknown[]> {
  const { number } = await db.prisma.repository.findUniqueOrThrow({ where: { id: repositoryId } })
  const data = Array.from({ length: PROXIES }, (_, index) => ({
    repositoryId,
    name: proxyName(index),
    environment: 'bench',
    policyPath: policyPath(index),
    mode: 'observe',
    engine: 'lockstep',
  }))
  await db.prisma.proxy.createMany({ data, skipDuplicates: true })
  await db.prisma.toolName.createMany({
    data: Array.from({ length: TOOLS }, (_, index) => ({ repositoryId, name: toolName(index) })),
    skipDuplicates: true,
  })
  await db.prisma.ruleName.createMany({
    data: Array.from({ length: 2 * TOOLS }, (_, index) => ({ repositoryId, name: ruleName(index) })),
    skipDuplicates: true,
  })
  await db.pool.query(
    `INSERT INTO denial_message (repository_id, hash, text)
     SELECT $1, sha256(convert_to(t, 'UTF8')), t FROM unnest($2::text[]) t ON CONFLICT DO NOTHING`,
    [repositoryId, ['Not allowed by the bench.', RARE_MESSAGE]],
  )
  const ids = async (sql: string) =>
    (await db.pool.query<{ ids: number[] }>(sql, [repositoryId])).rows[0]?.ids ?? []
  return [
    number,
    await ids(
      `SELECT array_agg(number ORDER BY name) AS ids FROM proxy WHERE repository_id = $1 AND environment = 'bench'`,
    ),
    await ids(
      `SELECT array_agg(id ORDER BY name) AS ids FROM tool_name WHERE repository_id = $1 AND name LIKE 'tool\\____'`,
    ),
    await ids(
      `SELECT array_agg(id ORDER BY name) AS ids FROM rule_name WHERE repository_id = $1 AND name LIKE 'rule ___'`,
    ),
    await ids(
      `SELECT array_agg(id ORDER BY text DESC) AS ids FROM denial_message
       WHERE repository_id = $1 AND text IN ('Not allowed by the bench.', '${RARE_MESSAGE}')`,
    ),
  ]
}

/** $1 from, $2 ms between two rows, $3 first row, $4 rows, $5 round, $6 rows of all chunks; the rest as in `nameEverything`. */
const FILL = `WITH chance AS (
    SELECT g, random() AS p, random() AS t, random() AS d, random() AS rare
    FROM generate_series($3::int, $3::int + $4::int - 1) g
  ), called AS (
    SELECT g, d, rare, $1::timestamptz + (g + rare) * $2::float8 * interval '1 millisecond' AS at,
      CASE WHEN rare < 0.00005 THEN 3 WHEN g < $6::int / 100 AND p > 0.99 THEN ${PROXIES - 1}
        ELSE floor(p * p * ${PROXIES - 1})::int END AS p,
      floor(t * t * 12)::int AS t
    FROM chance
  ), decided AS (
    SELECT *, CASE WHEN rare < 0.00005 THEN ${TOOLS - 1} ELSE (p * 7 + t) % ${TOOLS - 1} END AS tool, d < 0.08 AS denied FROM called
  ), put AS (
    INSERT INTO decision (at, file, "offset", repository, proxy, received_at, line_hash, tool, result, rule, message, digest, evidence)
    SELECT at, 1000000 + p, $5::bigint * 1000000000000 + g * 200::bigint, $7, ($8::int[])[1 + p], at + interval '1 second',
      decode(md5(g::text), 'hex'), ($9::int[])[1 + tool], CASE WHEN denied THEN 0 ELSE 1 END,
      CASE WHEN denied AND d > 0.008 THEN ($10::int[])[1 + 2 * tool + (d * 1000)::int % 2] END,
      CASE WHEN denied THEN ($11::int[])[CASE WHEN d < 0.00002 THEN 2 ELSE 1 END] END, 1, 4
    FROM decided
    RETURNING at, repository, proxy, tool, result, coalesce(rule, 0) AS rule, digest
  ), hours AS (
    SELECT date_trunc('hour', at, 'UTC') AS hour, repository, proxy, tool, result, rule, digest, count(*) AS n
    FROM put GROUP BY 1, 2, 3, 4, 5, 6, 7
  ), by_hour AS (
    INSERT INTO decision_hour AS c SELECT * FROM hours ON CONFLICT (hour, repository, proxy, tool, result, rule, digest)
    DO UPDATE SET n = c.n + excluded.n
  ), by_day AS (
    INSERT INTO decision_day AS c SELECT (hour AT TIME ZONE 'UTC')::date, repository, proxy, tool, result, rule, digest, sum(n)
    FROM hours GROUP BY 1, 2, 3, 4, 5, 6, 7
    ON CONFLICT (day, repository, proxy, tool, result, rule, digest) DO UPDATE SET n = c.n + excluded.n
  ), facets AS (
    SELECT hour, repository, f.facet, f.id, result, sum(n) AS n
    FROM hours CROSS JOIN LATERAL (VALUES (1, tool), (2, rule), (3, proxy)) AS f(facet, id) WHERE f.id <> 0 GROUP BY 1, 2, 3, 4, 5
  ), by_hour_facet AS (
    INSERT INTO decision_hour_facet AS c SELECT * FROM facets
    ON CONFLICT (repository, facet, hour, id, result) DO UPDATE SET n = c.n + excluded.n
  ), by_day_facet AS (
    INSERT INTO decision_day_facet AS c SELECT (hour AT TIME ZONE 'UTC')::date, repository, facet, id, result, sum(n)
    FROM facets GROUP BY 1, 2, 3, 4, 5 ON CONFLICT (repository, facet, day, id, result) DO UPDATE SET n = c.n + excluded.n
  )
  INSERT INTO decision_minute AS c SELECT date_trunc('minute', at, 'UTC'), repository, proxy % 4, result, count(*)
  FROM put GROUP BY 1, 2, 3, 4 ON CONFLICT (minute, repository, shard, result) DO UPDATE SET n = c.n + excluded.n`
