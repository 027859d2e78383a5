import type { Context } from '@/lib/context'
import type { HistoryIndex } from '@/lib/git/history-index'
import { isPolicyPath } from '@/lib/repository/policy-path'
import type { DesiredTimes } from './desired-times'
import type { FleetParts } from './fleet-parts'
import { FleetJudge } from './judge-proxy'

/** A commit whose way through the fleet is followed. */
export interface RolloutCommit {
  readonly commit: string
  /** Short name of the branch on whose first-parent line it is followed: that of some environments. */
  readonly ref: string
  readonly position: number
  /** Landed lately, or the newest of its branch. Of an older one only what was left open is brought to an end. */
  readonly isRecent: boolean
}

const RECENT_MS = 24 * 3_600_000
/** Of each branch, newest first; every one costs a count and, when a process begins, a question. */
const MOST_RECENT = 20
const MOST_OLDER = 20
/** Commits that are looked through for those that changed policies. */
const MOST_COMMITS = 2_000

/**
 * Which commits are followed across the fleet, on every branch that an environment follows: those of the last day that changed policies,
 * and older ones that some proxy still should run, or that one of those replaced. `root` is the folder of the policies.
 */
export async function findRolloutCommits({
  ctx,
  parts,
  root,
  unsettled = [],
}: {
  readonly ctx: Context
  readonly parts: FleetParts
  readonly root: string
  /** Commits that are followed as long as a branch has them: something is said of them that is not final. */
  readonly unsettled?: readonly string[]
}): Promise<RolloutCommit[]> {
  const { source } = parts
  const [judge, stored] = await Promise.all([FleetJudge.open(ctx, parts), parts.proxies.read({ ctx })])
  const followed = new Map<string, Set<string>>([[source.defaultBranch, new Set()]])
  for (const { ref, policyPath } of await judge.standings(stored)) {
    const paths = followed.get(ref) ?? new Set<string>()
    followed.set(ref, paths.add(policyPath))
  }
  const found: RolloutCommit[] = []
  for (const [ref, paths] of followed) {
    const index = (await source.history(ref))?.index
    if (index === undefined) continue
    const recent = recentPositions(index, { ref, root, times: judge.times, now: ctx.now })
    const open = unsettled.flatMap((commit) => index.positionOf(commit) ?? [])
    const older = new Set([...olderPositions(index, { recent, paths, root }), ...open])
    for (const position of recent) older.delete(position)
    const toCommit = (position: number, isRecent: boolean) => {
      const commit = index.commitAt(position)
      return commit === null ? [] : [{ commit, ref, position, isRecent }]
    }
    found.push(...recent.flatMap((position) => toCommit(position, true)))
    found.push(...[...older].flatMap((position) => toCommit(position, false)))
  }
  return found
}

/** Newest first; the newest commit that changed policies is always among them. */
function recentPositions(
  index: HistoryIndex,
  {
    ref,
    root,
    times,
    now,
  }: { readonly ref: string; readonly root: string; readonly times: DesiredTimes; readonly now: Date },
): number[] {
  const found: number[] = []
  // The first commit brought everything: it is no change.
  const last = Math.max(0, index.length - 1 - MOST_COMMITS)
  for (let position = index.length - 1; position > last && found.length < MOST_RECENT; position -= 1) {
    if (!index.pathsAt(position).some((path) => isPolicyPath(path, root))) continue
    const age = now.getTime() - times.landed(index, ref, position, now).getTime()
    const isOld = age > RECENT_MS || !times.sawLanding(index, ref, position)
    if (found.length > 0 && isOld) break
    found.push(position)
  }
  return found
}

function olderPositions(
  index: HistoryIndex,
  {
    recent,
    paths,
    root,
  }: { readonly recent: readonly number[]; readonly paths: ReadonlySet<string>; readonly root: string },
): number[] {
  const found = new Set<number>()
  for (const path of paths) {
    const standing = index.contentChanges(path).at(-1)
    if (standing?.blob != null && isPolicyPath(path, root)) found.add(standing.from)
  }
  for (const position of recent) {
    for (const path of index.pathsAt(position)) {
      const replaced = index.contentChanges(path).findLast(({ from }) => from < position)
      if (replaced !== undefined && isPolicyPath(path, root)) found.add(replaced.from)
    }
  }
  const older = [...found].filter((position) => position > 0 && !recent.includes(position))
  return older.sort((a, b) => b - a).slice(0, MOST_OLDER)
}
