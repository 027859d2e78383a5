import type { Context } from '@/lib/context'
import type { HistoryIndex } from '@/lib/git/history-index'
import { isPolicyPath } from '@/lib/repository/policy-path'
import type { FleetParts } from './fleet-parts'
import { FleetJudge } from './judge-proxy'
import type { RolloutCommit } from './rollout-commits'
import type { Standing } from './standing'
import { traceRollout } from './trace-rollout'

/** How far a change of policies has come in one environment, or how far it came until later changes replaced it. */
export interface EnvironmentRollout {
  readonly environment: string
  /**
   * The proxies of its files that should run it now, or, once it was replaced, that should have run it; those that are pinned to another
   * or follow another branch are not among them.
   */
  readonly total: number
  /** Those that are in sync with it, proved; once it was replaced, those that ran it. */
  readonly running: number
  /** The newest commit that replaced the content of a file of these proxies; null while all of it stands. */
  readonly replacedBy: string | null
  /** Nobody should run it any more: later changes replaced every file of these proxies. */
  readonly isOver: boolean
}

export interface CountedRollout extends RolloutCommit {
  /** By name; without those where no proxy uses, or used, its files. */
  readonly environments: readonly EnvironmentRollout[]
  /** Later changes replaced all that it left: what is counted does not change any more. */
  readonly isOver: boolean
}

/**
 * Counts who runs what each of these commits left at the policies that it changed. What later changes replaced is told from the history of
 * loads, the rest from where proxies stand now. `root` is the folder of the policies.
 */
export async function countRollouts({
  ctx,
  parts,
  root,
  commits,
}: {
  readonly ctx: Context
  readonly parts: FleetParts
  readonly root: string
  readonly commits: readonly RolloutCommit[]
}): Promise<CountedRollout[]> {
  const [judge, stored] = await Promise.all([FleetJudge.open(ctx, parts), parts.proxies.read({ ctx })])
  const followers = new Map<string, Standing[]>()
  for (const standing of await judge.standings(stored)) {
    const { desired, ref, policyPath } = standing
    if (desired.kind !== 'file' || desired.pinned) continue
    const key = `${ref}\0${policyPath}`
    const known = followers.get(key)
    if (known === undefined) followers.set(key, [standing])
    else known.push(standing)
  }
  const counted: CountedRollout[] = []
  for (const one of commits) {
    const history = await parts.source.history(one.ref)
    // The branch was written over meanwhile.
    if (history?.index.commitAt(one.position) !== one.commit) continue
    const files = filesOf(history.index, one.position, root)
    const now = countStanding(files, (path) => followers.get(`${one.ref}\0${path}`) ?? [])
    const before = await countReplaced(ctx, parts, one, files)
    const environments = [...now, ...before.filter(({ environment }) => !isAmong(now, environment))]
    counted.push({
      ...one,
      isOver: files.every(({ next }) => next !== null),
      environments: environments
        .map((count) => withReplacing(count, before))
        .sort((a, b) => (a.environment < b.environment ? -1 : 1)),
    })
  }
  return counted
}

interface ChangedFile {
  readonly path: string
  /** What replaced its content; null while it stands. */
  readonly next: { readonly commit: string; readonly position: number } | null
}

function filesOf(index: HistoryIndex, position: number, root: string): ChangedFile[] {
  const paths = index.pathsAt(position).filter((path) => isPolicyPath(path, root))
  return paths.map((path) => {
    const next = index.contentChanges(path).find(({ from }) => from > position)
    const commit = next === undefined ? null : index.commitAt(next.from)
    return {
      path,
      next: next === undefined || commit === null ? null : { commit, position: next.from },
    }
  })
}

function countStanding(
  files: readonly ChangedFile[],
  followersOf: (path: string) => readonly Standing[],
): EnvironmentRollout[] {
  const counts = new Map<string, { total: number; running: number }>()
  for (const { path, next } of files) {
    if (next !== null) continue
    for (const { environment, state } of followersOf(path)) {
      const count = counts.get(environment) ?? { total: 0, running: 0 }
      count.total += 1
      if (state === 'IN_SYNC') count.running += 1
      counts.set(environment, count)
    }
  }
  return [...counts].map(([environment, { total, running }]) => ({
    environment,
    total,
    running,
    replacedBy: null,
    isOver: false,
  }))
}

async function countReplaced(
  ctx: Context,
  parts: FleetParts,
  { commit, ref }: RolloutCommit,
  files: readonly ChangedFile[],
): Promise<EnvironmentRollout[]> {
  const nexts = new Map(files.flatMap(({ path, next }) => (next === null ? [] : [[path, next] as const])))
  if (nexts.size === 0) return []
  const rollout = await traceRollout({
    ctx,
    parts,
    input: { commit, ref, mergedAt: null, paths: [...nexts.keys()] },
  })
  const counts = new Map<string, { total: number; running: number; by: ChangedFile['next'] }>()
  for (const { environment, path, outcome } of rollout?.rows ?? []) {
    if (outcome === 'left') continue
    const count = counts.get(environment) ?? { total: 0, running: 0, by: null }
    count.total += 1
    if (outcome === 'running') count.running += 1
    const next = nexts.get(path) ?? null
    if (next !== null && next.position > (count.by?.position ?? -1)) count.by = next
    counts.set(environment, count)
  }
  return [...counts].map(([environment, { total, running, by }]) => ({
    environment,
    total,
    running,
    replacedBy: by?.commit ?? null,
    isOver: true,
  }))
}

function isAmong(counts: readonly EnvironmentRollout[], environment: string): boolean {
  return counts.some((one) => one.environment === environment)
}

/** What stands of a change is counted alone; that a part of it was replaced is said with it. */
function withReplacing(
  count: EnvironmentRollout,
  replaced: readonly EnvironmentRollout[],
): EnvironmentRollout {
  if (count.isOver) return count
  const part = replaced.find(({ environment }) => environment === count.environment)
  return { ...count, replacedBy: part?.replacedBy ?? null }
}
