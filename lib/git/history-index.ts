import type { HistoryCommit } from './history-log'

/**
 * The first-parent history of one ref, answering by position: 0 is the oldest commit, `length - 1` the tip.
 * A policy is identified by path **and** blob; a commit that does not touch the file changes nothing, so the answer
 * to "which commit?" is the interval of positions in which the path had that blob, or several after a revert.
 */

/** One state of one path, from a commit until the next that changed it. */
export interface Version {
  /** 40 hex; null while the path does not exist. */
  readonly blob: string | null
  readonly mode: string
  /** Position of the commit that introduced it. */
  readonly from: number
  /** Position of the last commit that still has it; null when the tip has it. */
  readonly to: number | null
}

/** When a path had a blob. */
export interface Interval {
  readonly from: number
  readonly to: number | null
  readonly introducedBy: string
  /** The commit that changed or removed it; null when the tip still has it. */
  readonly supersededBy: string | null
}

/** What changed a path last, at some commit. */
export interface LastChange {
  readonly path: string
  readonly blob: string
  readonly mode: string
  readonly commit: string
  readonly position: number
}

interface Start {
  readonly from: number
  readonly blob: string | null
  readonly mode: string
}

export class HistoryIndex {
  readonly #commits: string[] = []
  readonly #positions = new Map<string, number>()
  /** For each path that ever existed, its changes in order. */
  readonly #starts = new Map<string, Start[]>()
  readonly #pathsOfBlob = new Map<string, Set<string>>()
  /** By position: the paths that the commit changed. */
  readonly #changedPaths: (readonly string[])[] = []

  /** Adds commits at the end; they must follow the tip on the first-parent line. */
  append(commits: readonly HistoryCommit[]): void {
    for (const { sha, changes } of commits) {
      const from = this.#commits.length
      this.#commits.push(sha)
      this.#positions.set(sha, from)
      this.#changedPaths.push(changes.map(({ path }) => path))
      for (const { path, blob, mode } of changes) {
        const starts = this.#starts.get(path)
        if (starts) starts.push({ from, blob, mode })
        else this.#starts.set(path, [{ from, blob, mode }])
        if (blob !== null) this.#remember(blob, path)
      }
    }
  }

  get length(): number {
    return this.#commits.length
  }

  /** The newest commit, or null for an empty history. */
  get tip(): string | null {
    return this.#commits.at(-1) ?? null
  }

  commitAt(position: number): string | null {
    return this.#commits[position] ?? null
  }

  /** Position of a commit, or null when it is not on this first-parent line. */
  positionOf(commit: string): number | null {
    return this.#positions.get(commit) ?? null
  }

  /** The paths that the commit at a position changed, against its first parent. */
  pathsAt(position: number): readonly string[] {
    return this.#changedPaths[position] ?? []
  }

  /** All states of a path in order; empty when it never existed. */
  versionsOf(path: string): Version[] {
    const starts = this.#starts.get(path) ?? []
    return starts.map(({ blob, mode, from }, index) => {
      const next = starts[index + 1]
      return { blob, mode, from, to: next ? next.from - 1 : null }
    })
  }

  /** The state of a path at a position, or null when it did not exist yet or no more. */
  versionAt(path: string, position: number): (Version & { readonly blob: string }) | null {
    const version = this.versionsOf(path).findLast(({ from }) => from <= position)
    return version?.blob == null ? null : { ...version, blob: version.blob }
  }

  /** When the path had this blob, oldest first; several after a revert, none when it never had it on this line. */
  intervalsOf(path: string, blob: string): Interval[] {
    return this.versionsOf(path)
      .filter((version) => version.blob === blob)
      .reduce<Interval[]>((intervals, { from, to }) => {
        const before = intervals.at(-1)
        // A commit that changed only the mode: the same content goes on.
        if (before?.to === from - 1) intervals.pop()
        const start = before?.to === from - 1 ? before.from : from
        intervals.push({
          from: start,
          to,
          introducedBy: this.#sha(start),
          supersededBy: to === null ? null : this.#sha(to + 1),
        })
        return intervals
      }, [])
  }

  /** Every path that ever had this blob on this line, with its intervals. */
  findBlob(blob: string): { path: string; intervals: Interval[] }[] {
    return [...(this.#pathsOfBlob.get(blob) ?? [])].map((path) => ({
      path,
      intervals: this.intervalsOf(path, blob),
    }))
  }

  /**
   * How many commits *that changed this file* lie between the blob's latest interval and a position (default: the
   * tip). 0 when it is what the position has; null when the path never had the blob up to there.
   */
  behindBy(path: string, blob: string, position = this.length - 1): number | null {
    const contents = this.contentChanges(path).filter(({ from }) => from <= position)
    const latest = contents.findLastIndex((version) => version.blob === blob)
    return latest < 0 ? null : contents.length - 1 - latest
  }

  /** The changes of a path's content (or existence), oldest first: its history. Commits of the mode alone are left out. */
  contentChanges(path: string): Version[] {
    const versions = this.versionsOf(path)
    return versions.filter((version, index) => index === 0 || versions[index - 1]?.blob !== version.blob)
  }

  /** For every path that exists at a position, what changed it last; sorted by path. For lists of policies. */
  lastChangesAt(position: number): LastChange[] {
    const changes: LastChange[] = []
    for (const [path, starts] of this.#starts) {
      const last = starts.findLast(({ from }) => from <= position)
      if (last?.blob == null) continue
      changes.push({
        path,
        blob: last.blob,
        mode: last.mode,
        commit: this.#sha(last.from),
        position: last.from,
      })
    }
    return changes.sort((a, b) => (a.path < b.path ? -1 : 1))
  }

  #remember(blob: string, path: string): void {
    const paths = this.#pathsOfBlob.get(blob)
    if (paths) paths.add(path)
    else this.#pathsOfBlob.set(blob, new Set([path]))
  }

  #sha(position: number): string {
    const sha = this.#commits[position]
    if (sha === undefined) throw new RangeError(`no commit at position ${position}`)
    return sha
  }
}
