import type { HistoryIndex } from '@/lib/git/history-index'
import type { ObjectStore } from '@/lib/git/object-store'
import { LEAST_ALIKE, likeness, linesOf } from './line-likeness'
import { isPolicyPath } from './policy-path'
import { POLICY_MAX_BYTES } from './read-policy'

/** A name that a file had, on the first-parent line: at positions from `from` on, before `to`. */
export interface NameSpan {
  /** Full repository path. */
  readonly path: string
  readonly from: number
  readonly to: number
}

/** Renames that are followed, one after the other. */
const MOST_RENAMES = 5
/** Policies that one commit took away or brought: of more, none is looked at. */
const MOST_CANDIDATES = 50

interface Line {
  readonly objects: ObjectStore
  readonly index: HistoryIndex
  readonly root: string
}

/**
 * The names of a file between two positions of the line, the one at `start` first: a commit that takes a policy away and brings another
 * with at least half of its lines has renamed it. Null when the file cannot be followed as far as `end`.
 */
export async function followName(
  line: Line,
  path: string,
  start: number,
  end: number,
): Promise<NameSpan[] | null> {
  const spans: NameSpan[] = []
  let [name, at] = [path, start]
  for (let renames = 0; renames <= MOST_RENAMES; renames += 1) {
    const span = lifeAt(line.index, name, at)
    if (span === null) return null
    spans.push(span)
    if (end >= span.from && end < span.to) return spans
    const isBack = end < span.from
    const next = await otherName(line, name, isBack ? span.from : span.to, isBack)
    if (next === null) return null
    ;[name, at] = [next, isBack ? span.from - 1 : span.to]
  }
  return null
}

/** From when until when a path existed without a pause, around a position. */
function lifeAt(index: HistoryIndex, path: string, position: number): NameSpan | null {
  const changes = index.contentChanges(path)
  const at = changes.findLastIndex(({ from }) => from <= position)
  if (at < 0 || changes[at]?.blob === null) return null
  const gone = changes.slice(0, at).findLastIndex(({ blob }) => blob === null)
  const removal = changes.slice(at).find(({ blob }) => blob === null)
  return { path, from: changes[gone + 1]?.from ?? 0, to: removal?.from ?? Infinity }
}

/** What the file was called before the commit at a position, or is called since. */
async function otherName(
  { objects, index, root }: Line,
  path: string,
  position: number,
  isBack: boolean,
): Promise<string | null> {
  const [own, other] = isBack ? [position, position - 1] : [position - 1, position]
  const blob = index.versionAt(path, own)?.blob
  const candidates = index
    .pathsAt(position)
    .filter((one) => one !== path && isPolicyPath(one, root) && index.versionAt(one, own) === null)
  if (blob === undefined || candidates.length > MOST_CANDIDATES) return null
  const lines = await linesOf(objects, blob, POLICY_MAX_BYTES)
  let best: { readonly path: string; readonly alike: number } | null = null
  for (const candidate of candidates) {
    const there = index.versionAt(candidate, other)
    if (there === null) continue
    const alike =
      there.blob === blob ? 1 : likeness(lines, await linesOf(objects, there.blob, POLICY_MAX_BYTES))
    if (alike >= LEAST_ALIKE && alike > (best?.alike ?? 0)) best = { path: candidate, alike }
  }
  return best?.path ?? null
}
