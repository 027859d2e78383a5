import type { Context } from '@/lib/context'
import type { HistoryIndex } from '@/lib/git/history-index'
import { CONFIGURATION_PATH } from '@/lib/repository/policy-path'
import type { DesiredPolicy, PolicySource } from './policy-source'

/** A commit that a ref was seen at, and since when. */
export interface RefMove {
  readonly commit: string
  readonly at: Date
}

interface RefTime extends RefMove {
  readonly ref: string
}

export interface MovesAround {
  readonly current: Date | null
  readonly earlier: Date | null
  readonly later: Date | null
}

const MOVES = `repository_id = $1 AND new IS NOT NULL AND ref LIKE 'refs/heads/%'`

/** When refs stood where, from the append-only table of ref updates: never from the dates in commits. */
export class DesiredTimes {
  readonly #positions = new Map<HistoryIndex, { position: number; at: Date }[]>()
  readonly #moves = new Map<string, readonly RefMove[]>()

  private constructor(
    private readonly source: PolicySource,
    private readonly times: readonly RefTime[],
  ) {}

  /** How many moves are recorded: their table only grows, so that another number means others and the same number means the same. */
  static async count(ctx: Context): Promise<number> {
    const { rows } = await ctx.db.pool.query<{ count: number }>({
      name: 'ref-times-count',
      text: `SELECT count(*)::int AS count FROM ref_update WHERE ${MOVES}`,
      values: [ctx.repositoryId],
    })
    return rows[0]?.count ?? 0
  }

  static async read(ctx: Context, source: PolicySource): Promise<DesiredTimes> {
    const { rows } = await ctx.db.pool.query<RefTime>({
      name: 'ref-times',
      text: `SELECT ref, new AS commit, COALESCE(merged_at, seen_at) AS at FROM ref_update WHERE ${MOVES} ORDER BY id`,
      values: [ctx.repositoryId],
    })
    return new DesiredTimes(source, rows)
  }

  get length(): number {
    return this.times.length
  }

  /** Since when this content is desired at this path; `now` while the move of the ref is not recorded yet. */
  async since(policy: DesiredPolicy, now: Date): Promise<Date> {
    const { desired, ref, pin, endedPin } = policy
    const history = await this.source.history(ref)
    if (history === null || desired.kind === 'unknown') return now
    const { index } = history
    const blob = desired.kind === 'file' ? desired.blob : null
    const last = index.contentChanges(desired.path).findLast((version) => version.blob === blob)
    const landed = last === undefined ? now : (this.reached(index, ref, last.from) ?? now)
    const moments = [landed]
    if (pin !== null) moments.push((await this.#configurationSince()) ?? now)
    if (endedPin !== null) moments.push(new Date(endedPin.until))
    return new Date(Math.max(...moments.map((moment) => moment.getTime())))
  }

  /** When a commit's position of a ref's history was first seen there; `now` while that is not recorded. `ref` is a short name. */
  landed(index: HistoryIndex, ref: string, position: number, now: Date): Date {
    return this.reached(index, ref, position) ?? now
  }

  /** Whether a ref was seen to move to or past a position: what it brought when it was seen first landed nobody knows when. */
  sawLanding(index: HistoryIndex, ref: string, position: number): boolean {
    const [first] = this.#of(index, ref)
    return first !== undefined && position > first.position
  }

  /** The tip of a ref at an instant, or null before its first update. */
  tipAt(ref: string, instant: Date): string | null {
    const name = `refs/heads/${ref}`
    return this.times.findLast((time) => time.ref === name && time.at <= instant)?.commit ?? null
  }

  /** Where a ref was seen, the oldest first. `ref` is a short name. */
  movesOf(ref: string): readonly RefMove[] {
    const name = `refs/heads/${ref}`
    const moves = this.#moves.get(ref) ?? this.times.filter((time) => time.ref === name)
    this.#moves.set(ref, moves)
    return moves
  }

  /** The moves of a ref around an instant: the one that it stood at then, the one before, and the next. `ref` is a short name. */
  movesAround(ref: string, instant: Date): MovesAround {
    const moves = this.movesOf(ref).map(({ at }) => at)
    const current = moves.findLast((at) => at <= instant) ?? null
    return {
      current,
      earlier: current === null ? null : (moves.findLast((at) => at < current) ?? null),
      later: moves.find((at) => at > instant) ?? null,
    }
  }

  async #configurationSince(): Promise<Date | null> {
    const ref = this.source.defaultBranch
    const history = await this.source.history(ref)
    const last = history?.index.contentChanges(CONFIGURATION_PATH).at(-1)
    return history && last ? this.reached(history.index, ref, last.from) : null
  }

  /** When the ref was first recorded at or after a position of its history; null while it is not. `ref` is a short name. */
  reached(index: HistoryIndex, ref: string, position: number): Date | null {
    return this.#of(index, ref).find((entry) => entry.position >= position)?.at ?? null
  }

  #of(index: HistoryIndex, ref: string): { position: number; at: Date }[] {
    const known = this.#positions.get(index)
    if (known) return known
    const name = `refs/heads/${ref}`
    const made = this.times
      .filter((time) => time.ref === name)
      .flatMap(({ commit, at }) => {
        const position = index.positionOf(commit)
        return position === null ? [] : [{ position, at }]
      })
    this.#positions.set(index, made)
    return made
  }
}
