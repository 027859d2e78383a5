import type { LoadLine } from './read-history'

/**
 * How long after the branch got a commit the first load of it worked, in ms, by that load: later ones say nothing about how long it took.
 * `loads`: the newest first.
 */
export function timesAfterMerge(loads: readonly LoadLine[]): ReadonlyMap<LoadLine, number> {
  const firsts = new Map<string, readonly [LoadLine, number]>()
  for (const load of loads) {
    const { commit, landedAt, kind, result, at } = load
    const worked = (kind === 'startup' || kind === 'reload') && result === 'success'
    if (worked && commit !== null && landedAt !== null && at >= landedAt)
      firsts.set(commit, [load, at.getTime() - landedAt.getTime()])
  }
  return new Map(firsts.values())
}
