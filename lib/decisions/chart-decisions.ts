import type { Context } from '@/lib/context'
import { followedAt } from './path-then'
import { resolveFilter, resultNumbers, type DecisionFilter, type ResolvedFilter } from './decision-filter'

export interface DecisionBucket {
  readonly start: Date
  readonly allowed: number
  /** Of `allowed`: what an enforcing proxy had denied. */
  readonly wouldDeny: number
  readonly denied: number
}

export interface ResultCounts {
  readonly allowed: number
  /** Of `allowed`. */
  readonly wouldDeny: number
  readonly denied: number
}

export interface DecisionChart {
  readonly bucketMs: number
  /** In order, without holes: an hour in which nothing was decided is there with zeros. */
  readonly buckets: readonly DecisionBucket[]
  readonly allowed: number
  /** Of `allowed`: let through by proxies that only observe. */
  readonly wouldDeny: number
  readonly denied: number
  /** The same three, of all that matches whatever its result. */
  readonly results: ResultCounts
  /** Minute of the first decision that is still counted; null when there is none. */
  readonly since: Date | null
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** Sizes that a person reads without counting. */
const SIZES = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 6 * HOUR, 24 * HOUR]
/** A day in quarters of an hour, and a bit more: a range that ends now ends a minute later. */
const MOST_BUCKETS = 100

/**
 * Counts per interval, from the roll-ups. Without another filter than the time they are exact to the minute; with one they are counted in
 * whole hours.
 */
export async function chartDecisions({
  ctx,
  input,
}: {
  readonly ctx: Context
  readonly input: DecisionFilter
}): Promise<DecisionChart> {
  const filter = await resolveFilter(ctx, input)
  const byHour = filter !== null && isNarrowed(filter)
  const smallest = byHour ? HOUR : MINUTE
  const span = input.to.getTime() - input.from.getTime()
  const bucketMs = SIZES.find((size) => size >= smallest && span / size <= MOST_BUCKETS) ?? 24 * HOUR
  const counts =
    filter === null
      ? []
      : await count(ctx, { ...filter, results: null }, byHour ? 'hour' : 'minute', bucketMs)
  const wanted = resultNumbers(input.result)
  const buckets = fill(
    input,
    bucketMs,
    wanted === null ? counts : counts.filter(({ result }) => wanted.includes(result)),
  )
  const { rows } = await ctx.db.pool.query<{ since: Date | null }>(
    `SELECT minute AS since FROM decision_minute WHERE repository = (SELECT number FROM repository WHERE id = $1)
     ORDER BY minute LIMIT 1`,
    [ctx.repositoryId],
  )
  return {
    bucketMs,
    buckets,
    allowed: buckets.reduce((sum, { allowed }) => sum + allowed, 0),
    wouldDeny: buckets.reduce((sum, { wouldDeny }) => sum + wouldDeny, 0),
    denied: buckets.reduce((sum, { denied }) => sum + denied, 0),
    results: sumResults(counts),
    since: rows[0]?.since ?? null,
  }
}

/** Whether more than time and result narrow the log; the minutes do not know more. */
export function isNarrowed({ tools, rules, proxies, text }: ResolvedFilter): boolean {
  return tools !== null || rules !== null || proxies !== null || text !== null
}

interface Count {
  start: number
  result: number
  n: number
}

async function count(
  ctx: Context,
  filter: ResolvedFilter,
  unit: 'hour' | 'minute',
  bucketMs: number,
): Promise<Count[]> {
  const { conditions, values } = rollUpConditions(filter, unit)
  values.push(bucketMs)
  const { rows } = await ctx.db.pool.query<Count>(
    `SELECT extract(epoch FROM start)::float8 * 1000 AS start, result, n FROM (
       SELECT date_bin($${values.length}::int * interval '1 ms', ${unit}, timestamptz 'epoch') AS start, result, sum(n)::int AS n
       FROM decision_${unit} WHERE ${conditions.join(' AND ')} GROUP BY 1, 2
     ) c`,
    values,
  )
  return rows
}

/** Conditions on a roll-up; for days the filter's times must be midnights. Messages are not counted there: a text finds tools and rules only. */
export function rollUpConditions(
  filter: ResolvedFilter,
  unit: 'day' | 'hour' | 'minute',
): { conditions: string[]; values: unknown[] } {
  const values: unknown[] = [filter.repository, filter.from, filter.to, unit]
  const conditions = ['repository = $1', `${unit} >= date_trunc($4, $2::timestamptz, 'UTC')`, `${unit} < $3`]
  // A date is compared with a date, or its index would not be used. The connection's time zone is UTC.
  if (unit === 'day') conditions.push('day >= $2::timestamptz::date', 'day < $3::timestamptz::date')
  const add = (sql: string, value: unknown) => {
    values.push(value)
    conditions.push(sql.replaceAll('?', `$${values.length}`))
  }
  if (filter.results !== null) add('result = ANY(?::smallint[])', filter.results)
  if (filter.tools !== null) add('tool = ANY(?::int[])', filter.tools)
  // The index holds no cells without a rule, which has to stand there literally.
  if (filter.rules !== null) add('rule <> 0 AND rule = ANY(?::int[])', filter.rules)
  if (filter.proxies !== null) add('proxy = ANY(?::int[])', filter.proxies)
  if (filter.moved !== null) conditions.push(followedAt(filter.moved, values, { proxy: 'proxy', at: unit }))
  if (filter.text !== null) {
    values.push(filter.text.tools, filter.text.rules)
    conditions.push(`(tool = ANY($${values.length - 1}::int[]) OR rule = ANY($${values.length}::int[]))`)
  }
  return { conditions, values }
}

function sumResults(counts: readonly Count[]): ResultCounts {
  const of = (...results: number[]) =>
    counts.reduce((sum, { result, n }) => (results.includes(result) ? sum + n : sum), 0)
  return { allowed: of(1, 2), wouldDeny: of(2), denied: of(0) }
}

function fill({ from, to }: DecisionFilter, bucketMs: number, counts: readonly Count[]): DecisionBucket[] {
  const first = Math.floor(from.getTime() / bucketMs) * bucketMs
  const starts: number[] = []
  for (let start = first; start < to.getTime(); start += bucketMs) starts.push(start)
  const byStart = new Map<number, Count[]>()
  for (const count of counts) {
    const same = byStart.get(count.start)
    if (same === undefined) byStart.set(count.start, [count])
    else same.push(count)
  }
  const sum = (start: number, ...results: number[]) =>
    (byStart.get(start) ?? [])
      .filter(({ result }) => results.includes(result))
      .reduce((total, { n }) => total + n, 0)
  return starts.map((start) => ({
    start: new Date(start),
    allowed: sum(start, 1, 2),
    wouldDeny: sum(start, 2),
    denied: sum(start, 0),
  }))
}
