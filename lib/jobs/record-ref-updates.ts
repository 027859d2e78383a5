import type { Context } from '@/lib/context'
import type { Mirror } from '@/lib/git/mirror'
import { processWide } from '@/lib/process-wide'

export type RefUpdateSource = 'webhook' | 'poll' | 'start'

interface Move {
  readonly ref: string
  readonly old: string | null
  readonly new: string | null
}

/** Held by whoever adds to the history of branches; $1 is the repository's id. */
export const REF_UPDATES_LOCK = `SELECT pg_advisory_xact_lock(hashtextextended('ref-updates ' || $1, 0))`

const LAST_SEEN = `SELECT DISTINCT ON (ref) ref, new FROM ref_update WHERE repository_id = $1 ORDER BY ref, id DESC`

type ReadMirror = Pick<Mirror, 'known' | 'fetch' | 'isAncestor'>

interface Look {
  readonly source: RefUpdateSource
  /** Full name. */
  readonly tracked?: string | null
  /** What `newestRefUpdate` said before the last fetch of this process began; undefined when it was not asked. */
  readonly newest?: string | null | undefined
}

/** Names the newest row of the history of branches: while it is the same, nobody added to it. Null while there is none. */
export async function newestRefUpdate(
  { db, repositoryId }: Pick<Context, 'db' | 'repositoryId'>,
  client: Pick<Context['db']['pool'], 'query'> = db.pool,
): Promise<string | null> {
  const query = 'SELECT max(id)::text AS id FROM ref_update WHERE repository_id = $1'
  const { rows } = await client.query<{ id: string | null }>(query, [repositoryId])
  return rows[0]?.id ?? null
}

/**
 * Adds a row for each branch that the last fetch of this process found elsewhere than when it was last recorded; returns how many. Replicas
 * poll on their own: an older state must never follow a newer one in the history, so that whoever sees a difference while somebody else
 * added to it fetches again, holding the lock. Null, and nothing is added, while `tracked` is gone: under its new name it first gets what
 * was seen of it. One at a time in a process: those who wait keep no connection, however many hooks come at once, and mostly find it done.
 */
export function recordRefUpdates(ctx: Context, mirror: ReadMirror, look: Look): Promise<number | null> {
  const last = processWide('recording-refs', () => new WeakMap<ReadMirror, Promise<unknown>>())
  const turn = (last.get(mirror) ?? Promise.resolve()).then(() => record(ctx, mirror, look))
  last.set(
    mirror,
    turn.catch(() => undefined),
  )
  return turn
}

async function record(
  ctx: Context,
  mirror: ReadMirror,
  { source, tracked = null, newest }: Look,
): Promise<number | null> {
  const { rows } = await ctx.db.pool.query<{ ref: string; new: string | null }>(LAST_SEEN, [ctx.repositoryId])
  if (moves(rows, mirror.known).length === 0) return 0
  return ctx.db.transaction(async (client) => {
    await client.query(REF_UPDATES_LOCK, [ctx.repositoryId])
    if ((await newestRefUpdate(ctx, client)) !== newest) await mirror.fetch()
    const refs = mirror.known
    if (tracked !== null && !refs.has(tracked)) return null
    const last = await client.query<{ ref: string; new: string | null }>(LAST_SEEN, [ctx.repositoryId])
    const moved = moves(last.rows, refs)
    for (const move of moved) {
      const forced = move.old !== null && move.new !== null && !(await mirror.isAncestor(move.old, move.new))
      await client.query(
        `INSERT INTO ref_update (repository_id, ref, old, new, seen_at, source, forced)
         VALUES ($1, $2, $3, $4, clock_timestamp(), $5, $6)`,
        [ctx.repositoryId, move.ref, move.old, move.new, source, forced],
      )
    }
    return moved.length
  })
}

function moves(
  recorded: readonly { readonly ref: string; readonly new: string | null }[],
  refs: ReadonlyMap<string, string>,
): Move[] {
  const before = new Map(recorded.map((row) => [row.ref, row.new]))
  const branches = [...refs.keys()].filter((ref) => ref.startsWith('refs/heads/'))
  return [...new Set([...before.keys(), ...branches])]
    .map((ref) => ({ ref, old: before.get(ref) ?? null, new: refs.get(ref) ?? null }))
    .filter((move) => move.old !== move.new)
}
