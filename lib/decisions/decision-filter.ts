import type { Context } from '@/lib/context'
import { followedAt, followersOf, type Followers } from './path-then'

/** One value, or any of several; an empty list asks for nothing special. */
export type AnyOf<Value extends string = string> = Value | readonly Value[]

/** `allowed` are all that went through, `would-deny` those of them that an enforcing proxy had denied. */
export type WantedResult = 'allowed' | 'denied' | 'would-deny'

/** What a person looks for. All parts must hold; a list means any of its members. Times bound the event time, `to` excluded. */
export interface DecisionFilter {
  readonly from: Date
  readonly to: Date
  readonly result?: AnyOf<WantedResult> | undefined
  readonly tool?: AnyOf | undefined
  readonly rule?: AnyOf | undefined
  /** Names of proxies. */
  readonly proxy?: AnyOf | undefined
  /** Full repository paths of policies: what proxies decided while they had one of these paths. */
  readonly policy?: AnyOf | undefined
  /** Part of a tool, rule or message. */
  readonly text?: string | undefined
}

/** The filter in the numbers that the log stores; a list means any of its members. */
export interface ResolvedFilter {
  readonly repository: number
  readonly from: Date
  readonly to: Date
  /** 0 denied, 1 allowed, 2 let through although denied. */
  readonly results: readonly number[] | null
  readonly tools: readonly number[] | null
  readonly rules: readonly number[] | null
  readonly proxies: readonly number[] | null
  /** Of the proxies of a policy, those that had its path for a part of the time only. */
  readonly moved: Followers['moved']
  readonly text: {
    readonly tools: readonly number[]
    readonly rules: readonly number[]
    readonly messages: readonly number[]
  } | null
}

const RESULTS = { allowed: [1, 2], denied: [0], 'would-deny': [2] } as const
/** A text that matches more names than this is too vague to be resolved; the first ones count. */
const MOST_NAMES = 500

/** Finds the numbers that stand for the names of a filter; null when no name of one of its parts is known, so that nothing can match. */
export async function resolveFilter(ctx: Context, filter: DecisionFilter): Promise<ResolvedFilter | null> {
  const { pool } = ctx.db
  const policies = valuesOf(filter.policy)
  const ask = async (sql: string, value: string | readonly string[]) =>
    (await pool.query<{ id: number }>(sql, [ctx.repositoryId, value])).rows.map(({ id }) => id)
  const numbers = async (sql: string, wanted: AnyOf | undefined) => {
    const names = valuesOf(wanted)
    return names === null ? null : ask(sql, names)
  }
  const found = await pool.query<{ number: number }>('SELECT number FROM repository WHERE id = $1', [
    ctx.repositoryId,
  ])
  const repository = found.rows[0]?.number
  const [tools, rules, named, serving] = await Promise.all([
    numbers(NAMED.tool, filter.tool),
    numbers(NAMED.rule, filter.rule),
    numbers(NAMED.proxy, filter.proxy),
    policies === null ? null : followersOf(ctx, { paths: policies, from: filter.from }),
  ])
  const proxies =
    named === null || serving === null
      ? (named ?? serving?.numbers ?? null)
      : named.filter((number) => serving.numbers.includes(number))
  const missing = [tools, rules, proxies].some((found) => found?.length === 0)
  if (repository === undefined || missing) return null
  return {
    repository,
    from: filter.from,
    to: filter.to,
    results: resultNumbers(filter.result),
    tools,
    rules,
    proxies,
    moved: serving?.moved ?? null,
    text: filter.text === undefined ? null : await namesLike(filter.text, ask),
  }
}

/** The members of a part of a filter; null when it asks for nothing special. */
export function valuesOf<Value extends string>(wanted: AnyOf<Value> | undefined): readonly Value[] | null {
  const values = typeof wanted === 'string' ? [wanted] : (wanted ?? [])
  return values.length === 0 ? null : values
}

/** The numbers of results as the log stores them. */
export function resultNumbers(wanted: DecisionFilter['result']): readonly number[] | null {
  const results = valuesOf(wanted)
  return results === null ? null : [...new Set(results.flatMap((result) => RESULTS[result]))]
}

type Ask = (sql: string, value: string) => Promise<number[]>

const NAMED = {
  tool: 'SELECT id FROM tool_name WHERE repository_id = $1 AND name = ANY($2::text[])',
  rule: 'SELECT id FROM rule_name WHERE repository_id = $1 AND name = ANY($2::text[])',
  proxy: 'SELECT number AS id FROM proxy WHERE repository_id = $1 AND name = ANY($2::text[])',
} as const

async function namesLike(text: string, ask: Ask): Promise<NonNullable<ResolvedFilter['text']>> {
  const pattern = `%${text.replace(/[\\%_]/g, '\\$&')}%`
  const like = (table: string, column: string) =>
    ask(
      `SELECT id FROM ${table} WHERE repository_id = $1 AND ${column} ILIKE $2 LIMIT ${MOST_NAMES}`,
      pattern,
    )
  const [tools, rules, messages] = await Promise.all([
    like('tool_name', 'name'),
    like('rule_name', 'name'),
    like('denial_message', 'text'),
  ])
  return { tools, rules, messages }
}

/** Conditions on `decision` for a resolved filter, with their values; the first value is `$1`. */
export function logConditions(filter: ResolvedFilter): { conditions: string[]; values: unknown[] } {
  const values: unknown[] = []
  const conditions: string[] = []
  const add = (sql: (place: string) => string, value: unknown) => {
    values.push(value)
    conditions.push(sql(`$${values.length}`))
  }
  add((place) => `d.repository = ${place}`, filter.repository)
  add((place) => `d.at >= ${place}`, filter.from)
  add((place) => `d.at < ${place}`, filter.to)
  if (filter.results !== null) add((place) => `d.result = ANY(${place}::smallint[])`, filter.results)
  if (filter.tools !== null) add((place) => `d.tool = ANY(${place}::int[])`, filter.tools)
  if (filter.rules !== null) add((place) => `d.rule = ANY(${place}::int[])`, filter.rules)
  if (filter.proxies !== null) add((place) => `d.proxy = ANY(${place}::int[])`, filter.proxies)
  if (filter.moved !== null)
    conditions.push(followedAt(filter.moved, values, { proxy: 'd.proxy', at: 'd.at' }))
  if (filter.text !== null) {
    const { tools, rules, messages } = filter.text
    values.push(tools, rules, messages)
    const [t, r, m] = [values.length - 2, values.length - 1, values.length]
    conditions.push(
      `(d.tool = ANY($${t}::int[]) OR d.rule = ANY($${r}::int[]) OR d.message = ANY($${m}::int[]))`,
    )
  }
  return { conditions, values }
}
