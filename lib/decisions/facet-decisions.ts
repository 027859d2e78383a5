import type { Context } from '@/lib/context'
import { isNarrowed, rollUpConditions } from './chart-decisions'
import { resolveFilter, valuesOf, type DecisionFilter, type ResolvedFilter } from './decision-filter'
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
 * The values that a filter could be narrowed to, most frequent first, counted in whole hours. Each list ignores its own filter, and always
 * holds what that filter names, also when it is rare.
 */
export async function facetDecisions({
  ctx,
  input,
}: {
  readonly ctx: Context
  readonly input: DecisionFilter
}): Promise<DecisionFacets> {
  const [tools, rules, byProxy, byPolicy] = await Promise.all([
    sum(ctx, { ...input, tool: undefined }, 'tool'),
    sum(ctx, { ...input, rule: undefined }, 'rule'),
    sum(ctx, { ...input, proxy: undefined }, 'proxy'),
    valuesOf(input.policy) === null && valuesOf(input.proxy) === null
      ? null
      : sum(ctx, { ...input, policy: undefined }, 'proxy'),
  ])
  const [shownTools, shownRules, proxies, policies] = await Promise.all([
    show(ctx, tools, { table: 'tool_name', id: 'id' }, valuesOf(input.tool)),
    show(ctx, rules, { table: 'rule_name', id: 'id' }, valuesOf(input.rule)),
    show(ctx, byProxy, { table: 'proxy', id: 'number' }, valuesOf(input.proxy)),
    showPolicies(ctx, byPolicy ?? byProxy, valuesOf(input.policy)),
  ])
  return { tools: shownTools, rules: shownRules, proxies, policies }
}

/** Decisions by the number of a name. */
type Sums = ReadonlyMap<number, number>

async function sum(ctx: Context, input: DecisionFilter, column: 'tool' | 'rule' | 'proxy'): Promise<Sums> {
  const filter = await resolveFilter(ctx, input)
  const sums = new Map<number, number>()
  if (filter === null) return sums
  const parts = partsOf(filter).map(async ({ unit, ...span }) => {
    const { conditions, values } = rollUpConditions({ ...filter, ...span }, unit)
    // What one name is not narrowed by is counted by itself; else the cells are added up that the filter leads to.
    const source = isNarrowed(filter)
      ? `SELECT ${column} AS id, n FROM decision_${unit} WHERE ${column} <> 0`
      : `SELECT id, n FROM decision_${unit}_facet WHERE facet = ${FACETS[column]}`
    const { rows } = await ctx.db.pool.query<{ id: number; n: number }>(
      `SELECT id, sum(n::float8) AS n FROM (${source} AND ${conditions.join(' AND ')}) counts GROUP BY 1`,
      values,
    )
    for (const { id, n } of rows) sums.set(id, (sums.get(id) ?? 0) + n)
  })
  await Promise.all(parts)
  return sums
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

/** A policy's decisions are those of its proxies. */
async function showPolicies(
  ctx: Context,
  sums: Sums,
  chosen: readonly string[] | null,
): Promise<FacetValue[]> {
  const { rows } = await ctx.db.pool.query<FacetValue>(
    `SELECT p.policy_path AS name, sum(c.n) AS count FROM unnest($1::int[], $2::float8[]) c(number, n)
     JOIN proxy p ON p.number = c.number GROUP BY 1`,
    [[...sums.keys()], [...sums.values()]],
  )
  const silent = (chosen ?? []).filter((path) => !rows.some(({ name }) => name === path))
  return mostFrequent([...rows, ...silent.map((name) => ({ name, count: 0 }))], chosen)
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
