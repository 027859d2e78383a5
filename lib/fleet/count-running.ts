import type { Context } from '@/lib/context'
import type { FleetParts } from './fleet-parts'
import { FleetJudge } from './judge-proxy'
import type { Standing } from './standing'
import { urgency, type FleetStateId } from './states'

/** A commit of the tracked branch, with the policies (full paths) that it changed. */
export interface LandedChange {
  readonly commit: string
  readonly paths: readonly string[]
}

/** How many of the proxies that should run a change do so now. */
export type RunningNow =
  | {
      readonly kind: 'counted'
      /** Proxies of those of its files that no later commit changed; without the pinned, and those of another branch. */
      readonly total: number
      /** Those that are in sync, proved. */
      readonly running: number
      /** The state that most wants a look, among the others; null when all run it. */
      readonly worst: FleetStateId | null
    }
  /** Later commits changed all of its files. */
  | { readonly kind: 'superseded' }
  /** It changed no policy that exists, or the branch does not have it. */
  | { readonly kind: 'nothing' }

/** Counts for many changes at once, in their order: where proxies stand is judged once. */
export async function countRunning({
  ctx,
  parts,
  input: { changes },
}: {
  readonly ctx: Context
  readonly parts: FleetParts
  readonly input: { readonly changes: readonly LandedChange[] }
}): Promise<RunningNow[]> {
  const { source } = parts
  const history = await source.history(source.defaultBranch)
  if (history === null) return changes.map(() => ({ kind: 'nothing' }))
  const [judge, stored] = await Promise.all([FleetJudge.open(ctx, parts), parts.proxies.read({ ctx })])
  const byPath = new Map(changes.flatMap(({ paths }) => paths).map((path) => [path, new Array<Standing>()]))
  for (const standing of await judge.standings(stored)) {
    const { desired, ref, policyPath } = standing
    if (desired.kind !== 'file' || desired.pinned || ref !== source.defaultBranch) continue
    byPath.get(policyPath)?.push(standing)
  }
  const { index } = history
  return changes.map(({ commit, paths }): RunningNow => {
    const position = index.positionOf(commit)
    if (position === null) return { kind: 'nothing' }
    const existing = paths.filter((path) => index.versionAt(path, position) !== null)
    if (existing.length === 0) return { kind: 'nothing' }
    const standing = existing.filter((path) => !index.versionsOf(path).some(({ from }) => from > position))
    if (standing.length === 0) return { kind: 'superseded' }
    return count(standing.flatMap((path) => byPath.get(path) ?? []))
  })
}

function count(proxies: readonly Standing[]): RunningNow {
  const others = proxies.flatMap(({ state }) => (state === 'IN_SYNC' ? [] : [state]))
  const [worst = null] = others.sort((a, b) => urgency(a) - urgency(b))
  return { kind: 'counted', total: proxies.length, running: proxies.length - others.length, worst }
}
