import type { Context } from '@/lib/context'

/*
 * The log names proxies, not policies, and an administrator or an enrolment may give a proxy another path. What it decided belongs to the
 * policy whose path it had then; `proxy_path` knows which. Nearly no proxy ever had two, so questions are asked by the path of today, and only
 * of those that were moved since the beginning of what is asked is the path of then looked up. What is counted by the hour or day is cut
 * there: a span in which a proxy was moved counts for the path of before, which its host still ran for some of it.
 */

/** The path that a proxy had at an instant, in SQL; before it was enrolled, its first one. Null for what is no proxy. */
export const pathAt = (number: string, at: string): string => `(
  SELECT COALESCE(
    (SELECT policy_path FROM proxy_path WHERE proxy_id = mover.id AND since <= ${at} ORDER BY since DESC, id DESC LIMIT 1),
    (SELECT policy_path FROM proxy_path WHERE proxy_id = mover.id ORDER BY since, id LIMIT 1),
    mover.policy_path)
  FROM proxy mover WHERE mover.number = ${number})`

/** Numbers of the proxies that were moved after an instant: nearly always none. */
export async function movedSince(ctx: Context, from: Date): Promise<number[]> {
  const { rows } = await ctx.db.pool.query<Move>(MOVES, [ctx.repositoryId, from])
  return [...new Set(rows.map(({ number }) => number))]
}

/** As `pathAt`, of a proxy whose path of today is at hand, in SQL. Without one that was moved it asks, and costs, nothing more. */
export const pathThen = (moved: readonly number[], proxy: string, at: string, now: string): string =>
  moved.length === 0
    ? now
    : `CASE WHEN ${proxy} = ANY(${sqlNumbers(moved)}) THEN ${pathAt(proxy, at)} ELSE ${now} END`

/** Numbers as a constant of SQL: the planner looks them up instead of comparing with each. */
export const sqlNumbers = (numbers: readonly number[]): string => `'{${numbers.join(',')}}'::int[]`

/** When a proxy of some policies was moved, to one of them or away. */
export interface Move {
  /** `proxy.number`. */
  readonly number: number
  readonly at: Date
}

/** Proxies by their numbers that have, or had at some time, the path of one of some policies. */
export interface Followers {
  readonly numbers: readonly number[]
  /** Of those moved since: what they decided counts while they had one of `paths`. Null when none was, as nearly always. */
  readonly moved: {
    readonly numbers: readonly number[]
    readonly moves: readonly Move[]
    readonly paths: readonly string[]
  } | null
}

/** $1 repository, $2 an instant. */
const MOVES = `
  SELECT p.number, w.since AS at FROM proxy_path w JOIN proxy p ON p.id = w.proxy_id
  WHERE p.repository_id = $1 AND w.since > $2 AND w.since > p.created_at`
/** Of those, the moves of proxies that had one of the paths $3. */
const MOVES_OF = `${MOVES} AND EXISTS (SELECT 1 FROM proxy_path WHERE proxy_id = p.id AND policy_path = ANY($3::text[]))`

/** Who followed one of these policies at some time since `from`, retired ones as well. */
export async function followersOf(
  ctx: Context,
  { paths, from }: { readonly paths: readonly string[]; readonly from: Date },
): Promise<Followers> {
  const { pool } = ctx.db
  const [now, moves] = await Promise.all([
    pool.query<{ number: number }>(
      'SELECT number FROM proxy WHERE repository_id = $1 AND policy_path = ANY($2::text[])',
      [ctx.repositoryId, paths],
    ),
    pool.query<Move>(MOVES_OF, [ctx.repositoryId, from, paths]),
  ])
  const numbers = now.rows.map(({ number }) => number)
  if (moves.rows.length === 0) return { numbers, moved: null }
  const moved = [...new Set(moves.rows.map(({ number }) => number))]
  return {
    numbers: [...new Set([...numbers, ...moved])],
    moved: { numbers: moved, moves: moves.rows, paths },
  }
}

/** That a row or a count of one of the proxies belongs to the policies, in SQL; adds what it compares with to `values`. */
export function followedAt(
  moved: Followers['moved'],
  values: unknown[],
  { proxy, at }: { readonly proxy: string; readonly at: string },
): string {
  if (moved === null) return 'true'
  values.push(moved.paths)
  return `(${proxy} <> ALL(${sqlNumbers(moved.numbers)}) OR ${pathAt(proxy, at)} = ANY($${values.length}::text[]))`
}
