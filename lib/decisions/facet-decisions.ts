import type { Context } from '@/lib/context'
import { isNarrowed, rollUpConditions } from './chart-decisions'
import { resolveFilter, valuesOf, type DecisionFilter, type ResolvedFilter } from './decision-filter'
import { movedSince, pathAt } from './path-then'
import { FACETS } from './roll-up'

export interface FacetValue {
  readonly name: string
  readonly count: number
}

export interface DecisionFacets {
  readonly tools: readonly FacetValue[]
  readonly rules: readonly FacetValue[]
  readonly proxies: readonly FacetValue[]
  /** Full repository paths. */
  readonly policies: readonly FacetValue[]
}

const SHOWN = 12
const MOST_TIED = 200
const DAY = 86_400_000

/**
 * The values that a filter could be narrowed to, most frequent first, counted in whole hours; over a long time the day on which a proxy was
 * moved to another policy counts for the one of before. Each list ignores its own filter, and always
 * holds what that filter names, also when it is rare.
 */
export async function facetDecisions({
  ctx,
  input,
}: {
  readonly ctx: Context
  readonly input: DecisionFilter
}): Promise<DecisionFacets> {
  const ofPolicies = { ...input, policy: undefined }
  const [tools, rules, byProxy, byPolicy, moved] = await Promise.all([
    sum(ctx, { ...input, tool: undefined }, { column: 'tool' }),
    sum(ctx, { ...input, rule: undefined }, { column: 'rule' }),
    sum(ctx, { ...input, proxy: undefined }, { column: 'proxy' }),
    valuesOf(input.policy) === null && valuesOf(input.proxy) === null
      ? null
      : sum(ctx, ofPolicies, { column: 'proxy' }),
    sumMoved(ctx, ofPolicies),
  ])
  const [shownTools, shownRules, proxies, policies] = await Promise.all([
    show(ctx, tools, { table: 'tool_name', id: 'id' }, valuesOf(input.tool)),
    show(ctx, rules, { table: 'rule_name', id: 'id' }, valuesOf(input.rule)),
    show(ctx, byProxy, { table: 'proxy', id: 'number' }, valuesOf(input.proxy)),
    showPolicies(ctx, byPolicy ?? byProxy, moved, valuesOf(input.policy)),
  ])
  return { tools: shownTools, rules: shownRules, proxies, policies }
}

/** Decisions by the number of a name. */
type Sums = ReadonlyMap<number, number>

/** What is counted, of all or of `only` some. */
interface Summed {
  readonly column: 'tool' | 'rule' | 'proxy'
  readonly only?: readonly number[]
  /** Another key than `id`, in SQL, of a count of that at the time `at`. */
  readonly key?: string
}

async function sum<Key extends number | string = number>(
  ctx: Context,
  input: DecisionFilter,
  { column, only, key = 'id' }: Summed,
): Promise<Map<Key, number>> {
  const filter = await resolveFilter(ctx, input)
  const sums = new Map<Key, number>()
  if (filter === null) return sums
  const parts = partsOf(filter).map(async ({ unit, ...span }) => {
    const { conditions, values } = rollUpConditions({ ...filter, ...span }, unit)
    // What one name is not narrowed by is counted by itself; else the cells are added up that the filter leads to.
    const source = isNarrowed(filter)
      ? `SELECT ${column} AS id, ${unit} AS at, n FROM decision_${unit} WHERE ${column} <> 0`
      : `SELECT id, ${unit} AS at, n FROM decision_${unit}_facet WHERE facet = ${FACETS[column]}`
    const chosen = only === undefined ? 'true' : `id = ANY($${values.push(only)}::int[])`
    const { rows } = await ctx.db.pool.query<{ key: Key; n: number }>(
      `SELECT ${key} AS key, sum(n::float8) AS n FROM (${source} AND ${conditions.join(' AND ')}) counts WHERE ${chosen} GROUP BY 1`,
      values,
    )
    for (const row of rows) sums.set(row.key, (sums.get(row.key) ?? 0) + row.n)
  })
  await Promise.all(parts)
  return sums
}

/** What proxies that were moved decided, by the path that they had then. */
interface MovedSums {
  readonly proxies: ReadonlySet<number>
  readonly paths: ReadonlyMap<string, number>
}

async function sumMoved(ctx: Context, input: DecisionFilter): Promise<MovedSums> {
  const only = await movedSince(ctx, input.from)
  if (only.length === 0) return { proxies: new Set(), paths: new Map() }
  const key = pathAt('counts.id', 'counts.at')
  return { proxies: new Set(only), paths: await sum<string>(ctx, input, { column: 'proxy', only, key }) }
}

interface NameTable {
  readonly table: 'tool_name' | 'rule_name' | 'proxy'
  readonly id: 'id' | 'number'
}

async function show(
  ctx: Context,
  sums: Sums,
  { table, id }: NameTable,
  chosen: readonly string[] | null,
): Promise<FacetValue[]> {
  // Ties are told apart by their names, which are only read for those that can be shown.
  const counts = [...sums].sort(([, a], [, b]) => b - a)
  const least = counts[SHOWN - 1]?.[1] ?? 0
  const shown = counts.filter(([, n]) => n >= least).slice(0, MOST_TIED)
  const { rows } = await ctx.db.pool.query<{ id: number; name: string }>(
    `SELECT ${id} AS id, name FROM ${table} WHERE ${id} = ANY($1::int[])
     UNION SELECT ${id}, name FROM ${table} WHERE repository_id = $2 AND name = ANY($3::text[])`,
    [shown.map(([number]) => number), ctx.repositoryId, chosen ?? []],
  )
  return mostFrequent(
    rows.map((row) => ({ name: row.name, count: sums.get(row.id) ?? 0 })),
    chosen,
  )
}

/** A policy's decisions are those of its proxies, while they had its path. */
async function showPolicies(
  ctx: Context,
  sums: Sums,
  moved: MovedSums,
  chosen: readonly string[] | null,
): Promise<FacetValue[]> {
  const still = [...sums].filter(([number]) => !moved.proxies.has(number))
  const { rows } = await ctx.db.pool.query<FacetValue>(
    `SELECT p.policy_path AS name, sum(c.n) AS count FROM unnest($1::int[], $2::float8[]) c(number, n)
     JOIN proxy p ON p.number = c.number GROUP BY 1`,
    [still.map(([number]) => number), still.map(([, n]) => n)],
  )
  const counts = new Map((chosen ?? []).map((path) => [path, 0]))
  for (const [path, n] of [...rows.map(({ name, count }) => [name, count] as const), ...moved.paths])
    counts.set(path, (counts.get(path) ?? 0) + n)
  return mostFrequent(
    [...counts].map(([name, count]) => ({ name, count })),
    chosen,
  )
}

function mostFrequent(values: readonly FacetValue[], chosen: readonly string[] | null): FacetValue[] {
  const sorted = [...values].sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
  return sorted.filter(({ name }, index) => index < SHOWN || chosen?.includes(name) === true)
}

interface Part {
  readonly unit: 'hour' | 'day'
  readonly from: Date
  readonly to: Date
}

/** A long time is counted in days, but for its first and its last. */
function partsOf({ from, to }: ResolvedFilter): Part[] {
  const first = Math.ceil(from.getTime() / DAY) * DAY
  const last = Math.floor(to.getTime() / DAY) * DAY
  if (last - first < DAY) return [{ unit: 'hour', from, to }]
  return [
    { unit: 'hour', from, to: new Date(first) },
    { unit: 'day', from: new Date(first), to: new Date(last) },
    { unit: 'hour', from: new Date(last), to },
  ]
}
