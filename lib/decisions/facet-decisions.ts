import type { Context } from '@/lib/context'
import { rollUpConditions } from './chart-decisions'
import { resolveFilter, type DecisionFilter } from './decision-filter'

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
    count(ctx, withoutTool, 'JOIN tool_name x ON x.id = h.tool'),
    count(ctx, withoutRule, 'JOIN rule_name x ON x.id = h.rule'),
    count(ctx, withoutProxy, 'JOIN proxy x ON x.number = h.proxy'),
  ])
  return { tools, rules, proxies }
}

async function count(ctx: Context, input: DecisionFilter, join: string): Promise<FacetValue[]> {
  const filter = await resolveFilter(ctx, input)
  if (filter === null) return []
  const { conditions, values } = rollUpConditions(filter, 'hour')
  const { rows } = await ctx.db.pool.query<FacetValue>(
    `SELECT x.name, sum(h.n)::int AS count FROM decision_hour h ${join}
     WHERE ${conditions.map((condition) => condition.replace(/^(\(?)(\w)/, '$1h.$2')).join(' AND ')}
     GROUP BY x.name ORDER BY count DESC, x.name LIMIT ${SHOWN}`,
    values,
  )
  return rows
}
