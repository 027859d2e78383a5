import type { Context } from '@/lib/context'

/** What a person looks for. All parts must hold; a list means any of its members. Times bound the event time, `to` excluded. */
export interface DecisionFilter {
  readonly from: Date
  readonly to: Date
  /** `allowed` are all that went through, `would-deny` those of them that an enforcing proxy had denied. */
  readonly result?: 'allowed' | 'denied' | 'would-deny' | undefined
  readonly tool?: string | undefined
  readonly rule?: string | undefined
  /** Name of a proxy. */
  readonly proxy?: string | undefined
  /** Full repository path of a policy. */
  readonly policy?: string | undefined
  /** Part of a tool, rule or message. */
  readonly text?: string | undefined
}

/** The filter in the numbers that the log stores; null when a name in it is unknown, so that nothing can match. */
export interface ResolvedFilter {
  readonly repository: number
  readonly from: Date
  readonly to: Date
  /** 0 denied, 1 allowed, 2 let through although denied. */
  readonly results: readonly number[] | null
  readonly tool: number | null
  readonly rule: number | null
  readonly proxies: readonly number[] | null
  readonly text: {
    readonly tools: readonly number[]
    readonly rules: readonly number[]
    readonly messages: readonly number[]
  } | null
}

const RESULTS = { allowed: [1, 2], denied: [0], 'would-deny': [2] } as const
/** A text that matches more names than this is too vague to be resolved; the first ones count. */
const MOST_NAMES = 500

/** Finds the numbers that stand for the names of a filter. */
export async function resolveFilter(ctx: Context, filter: DecisionFilter): Promise<ResolvedFilter | null> {
  const { pool } = ctx.db
  const one = async (sql: string, value: string) =>
    (await pool.query<{ id: number }>(sql, [ctx.repositoryId, value])).rows.map(({ id }) => id)
  const found = await pool.query<{ number: number }>('SELECT number FROM repository WHERE id = $1', [
    ctx.repositoryId,
  ])
  const repository = found.rows[0]?.number
  const tools = filter.tool === undefined ? null : await one(NAMED.tool, filter.tool)
  const rules = filter.rule === undefined ? null : await one(NAMED.rule, filter.rule)
  const proxies = await proxiesOf(filter, one)
  const missing = [tools, rules, proxies].some((found) => found?.length === 0)
  if (repository === undefined || missing) return null
  return {
    repository,
    from: filter.from,
    to: filter.to,
    results: filter.result === undefined ? null : RESULTS[filter.result],
    tool: tools?.[0] ?? null,
    rule: rules?.[0] ?? null,
    proxies,
    text: filter.text === undefined ? null : await namesLike(filter.text, one),
  }
}

type Ask = (sql: string, value: string) => Promise<number[]>

const NAMED = {
  tool: 'SELECT id FROM tool_name WHERE repository_id = $1 AND name = $2',
  rule: 'SELECT id FROM rule_name WHERE repository_id = $1 AND name = $2',
} as const

async function proxiesOf({ proxy, policy }: DecisionFilter, ask: Ask): Promise<number[] | null> {
  const byName =
    proxy === undefined
      ? null
      : await ask('SELECT number AS id FROM proxy WHERE repository_id = $1 AND name = $2', proxy)
  const byPath =
    policy === undefined
      ? null
      : await ask('SELECT number AS id FROM proxy WHERE repository_id = $1 AND policy_path = $2', policy)
  if (byName === null || byPath === null) return byName ?? byPath
  return byName.filter((number) => byPath.includes(number))
}

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
  if (filter.tool !== null) add((place) => `d.tool = ${place}`, filter.tool)
  if (filter.rule !== null) add((place) => `d.rule = ${place}`, filter.rule)
  if (filter.proxies !== null) add((place) => `d.proxy = ANY(${place}::int[])`, filter.proxies)
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
