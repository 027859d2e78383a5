import type { Context } from '@/lib/context'
import { isNarrowed, rollUpConditions } from './chart-decisions'
import { resolveFilter, type DecisionFilter, type ResolvedFilter } from './decision-filter'
import { FACETS } from './roll-up'

export interface FacetValue {
  readonly name: string
  readonly count: number
}

export interface DecisionFacets {
  readonly tools: readonly FacetValue[]
  readonly rules: readonly FacetValue[]
  readonly proxies: readonly FacetValue[]
}

const SHOWN = 12
const MOST_TIED = 200
const DAY = 86_400_000

/** The values that a filter could be narrowed to, most frequent first, counted in whole hours. Each list ignores its own filter. */
export async function facetDecisions({
  ctx,
  input,
}: {
  readonly ctx: Context
  readonly input: DecisionFilter
}): Promise<DecisionFacets> {
  const { tool: _tool, ...withoutTool } = input
  const { rule: _rule, ...withoutRule } = input
  const { proxy: _proxy, ...withoutProxy } = input
  const [tools, rules, proxies] = await Promise.all([
    count(ctx, withoutTool, 'tool', 'SELECT id, name FROM tool_name WHERE id = ANY($1::int[])'),
    count(ctx, withoutRule, 'rule', 'SELECT id, name FROM rule_name WHERE id = ANY($1::int[])'),
    count(ctx, withoutProxy, 'proxy', 'SELECT number AS id, name FROM proxy WHERE number = ANY($1::int[])'),
  ])
  return { tools, rules, proxies }
}

interface Named {
  id: number
  name: string
}

async function count(
  ctx: Context,
  input: DecisionFilter,
  column: 'tool' | 'rule' | 'proxy',
  names: string,
): Promise<FacetValue[]> {
  const filter = await resolveFilter(ctx, input)
  if (filter === null) return []
  const { pool } = ctx.db
  const sums = new Map<number, number>()
  const parts = partsOf(filter).map(async ({ unit, ...span }) => {
    const { conditions, values } = rollUpConditions({ ...filter, ...span }, unit)
    // What one name is not narrowed by is counted by itself; else the cells are added up that the filter leads to.
    const source = isNarrowed(filter)
      ? `SELECT ${column} AS id, n FROM decision_${unit} WHERE ${column} <> 0`
      : `SELECT id, n FROM decision_${unit}_facet WHERE facet = ${FACETS[column]}`
    const { rows } = await pool.query<{ id: number; n: number }>(
      `SELECT id, sum(n::float8) AS n FROM (${source} AND ${conditions.join(' AND ')}) counts GROUP BY 1`,
      values,
    )
    for (const { id, n } of rows) sums.set(id, (sums.get(id) ?? 0) + n)
  })
  await Promise.all(parts)
  // Ties are told apart by their names, which are only read for those that can be shown.
  const counts = [...sums].sort(([, a], [, b]) => b - a)
  const least = counts[SHOWN - 1]?.[1] ?? 0
  const shown = counts.filter(([, n]) => n >= least).slice(0, MOST_TIED)
  const { rows } = await pool.query<Named>(names, [shown.map(([id]) => id)])
  return rows
    .map(({ id, name }) => ({ name, count: sums.get(id) ?? 0 }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
    .slice(0, SHOWN)
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
