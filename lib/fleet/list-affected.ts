import type { Context } from '@/lib/context'
import type { FleetParts } from './fleet-parts'
import { FleetJudge } from './judge-proxy'
import { urgency, type FleetStateId } from './states'

/** A proxy that would get a change of its policy. */
export interface AffectedProxy {
  readonly name: string
  readonly environment: string
  readonly state: FleetStateId
  readonly sentence: string
}

/** Who would get a change of some policies, and what stands in the way now. */
export interface AffectedFleet {
  /** Those that follow the files on the tracked branch; the most urgent first, then by name. */
  readonly proxies: readonly AffectedProxy[]
  /** Proxies of these files that a pin holds, or that follow another branch: they do not get it by the merge. */
  readonly held: readonly AffectedProxy[]
}

/** The proxies of some policies (full paths), judged now. */
export async function listAffected({
  ctx,
  parts,
  input: { paths },
}: {
  readonly ctx: Context
  readonly parts: FleetParts
  readonly input: { readonly paths: readonly string[] }
}): Promise<AffectedFleet> {
  const wanted = new Set(paths)
  const [judge, stored] = await Promise.all([FleetJudge.open(ctx, parts), parts.proxies.read({ ctx })])
  const judged = await judge.judgeAll(stored.filter(({ policyPath }) => wanted.has(policyPath)))
  const all = judged.map(({ stored: { name, environment }, verdict: { state, sentence }, ref, pin }) => ({
    proxy: { name, environment, state, sentence },
    isHeld: pin !== null || ref !== parts.source.defaultBranch,
  }))
  const sorted = (isHeld: boolean) =>
    all
      .flatMap((one) => (one.isHeld === isHeld ? [one.proxy] : []))
      .sort((a, b) => urgency(a.state) - urgency(b.state) || (a.name < b.name ? -1 : 1))
  return { proxies: sorted(false), held: sorted(true) }
}
