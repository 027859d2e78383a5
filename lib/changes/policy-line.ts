import type { HistoryIndex } from '@/lib/git/history-index'
import { isPolicyPath } from '@/lib/repository/policy-path'

/** Where an end may go from where it stands, 40 hex; null at the end of the branch, and where the other end stands. */
export interface EndMoves {
  readonly back: string | null
  readonly forward: string | null
}

/** The commits of a branch that changed policies, and two places on the branch. */
export class PolicyLine {
  /** Positions, oldest first. */
  readonly #touching: readonly number[]

  constructor(
    private readonly index: HistoryIndex,
    root: string,
    /** Position of the earlier and of the later end; null for one that is not on the branch. */
    private readonly ends: { readonly earlier: number | null; readonly later: number | null },
  ) {
    this.#touching = Array.from({ length: index.length }, (_, position) => position).filter((position) =>
      index.pathsAt(position).some((path) => isPolicyPath(path, root)),
    )
  }

  /** Positions after the earlier end, up to the later one, newest first; null where an end is not on the branch. */
  between(): number[] | null {
    const { earlier, later } = this.ends
    if (earlier === null || later === null) return null
    return this.#touching.filter((position) => position > earlier && position <= later).toReversed()
  }

  moves(end: 'earlier' | 'later'): EndMoves {
    const [at, other] = [this.ends[end], this.ends[end === 'earlier' ? 'later' : 'earlier']]
    if (at === null) return { back: null, forward: null }
    const before = this.#touching.findLast((position) => position < this.#madeBy(at))
    const after = this.#touching.find((position) => position > at)
    const commitAt = (position: number | undefined) =>
      position === undefined || (other !== null && position === this.#madeBy(other))
        ? null
        : this.index.commitAt(position)
    return { back: commitAt(before), forward: commitAt(after) }
  }

  /** The commit that made the policies what they are at a position. */
  #madeBy(position: number): number {
    return this.#touching.findLast((one) => one <= position) ?? position
  }
}
