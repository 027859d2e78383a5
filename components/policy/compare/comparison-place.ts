import type { ComparedEnd, ComparedPolicy, ComparedVersion } from '@/lib/repository/compare-policy'
import { type CompareAddress, compareHref } from './compare-href'

/** What the address of a comparison says besides its ends. */
export interface ComparisonView {
  readonly diff: 'column' | undefined
  readonly table: 'runs' | undefined
}

/** Which end of a comparison, by its place on the branch. */
export type EndName = 'earlier' | 'later'

/** Addresses around one comparison. Its ends are named by their place on the branch, whichever side they are on. */
export class ComparisonPlace {
  constructor(
    private readonly comparison: ComparedPolicy,
    private readonly view: ComparisonView,
  ) {}

  get earlier(): ComparedEnd {
    return this.comparison.isSwapped ? this.comparison.newer : this.comparison.older
  }

  get later(): ComparedEnd {
    return this.comparison.isSwapped ? this.comparison.older : this.comparison.newer
  }

  /** This comparison as it is, or seen otherwise. */
  href(view: Partial<ComparisonView> = {}): string {
    const { older, newer } = this.comparison
    return this.to(older.revision.commit, newer.revision.commit, view)
  }

  get swapped(): string {
    const { older, newer } = this.comparison
    return this.to(newer.revision.commit, older.revision.commit)
  }

  /** With one end at another commit. */
  move(end: EndName, commit: string): string {
    return compareHref({ ...this.address, [this.sideOf(end)]: commit })
  }

  /** The neighbour of an end on the line of versions, unless it is where the other end stands. */
  neighbour(end: EndName, way: 'back' | 'forward'): ComparedVersion | null {
    const { versions } = this.comparison
    const at = versions.findIndex(({ sha }) => sha === this[end].version?.sha)
    const found = at < 0 ? undefined : versions[at + (way === 'back' ? 1 : -1)]
    const other = end === 'earlier' ? this.later : this.earlier
    return found === undefined || found.sha === other.version?.sha ? null : found
  }

  /** What its address says, either end of which may be moved. */
  get address(): CompareAddress {
    const { path, older, newer } = this.comparison
    return { ...this.view, policy: path, first: older.revision.commit, second: newer.revision.commit }
  }

  /** Which part of the address an end is. */
  sideOf(end: EndName): 'first' | 'second' {
    return (end === 'earlier') === this.comparison.isSwapped ? 'second' : 'first'
  }

  private to(first: string, second: string, view: Partial<ComparisonView> = {}): string {
    return compareHref({ ...this.address, first, second, ...view })
  }
}
