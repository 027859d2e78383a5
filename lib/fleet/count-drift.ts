import type { Context } from '@/lib/context'
import type { FleetParts } from './fleet-parts'
import { FleetJudge } from './judge-proxy'

import { fleetState } from './states'

/** How many proxies drifted from what git wants. */
export async function countDrift({
  ctx,
  parts,
}: {
  readonly ctx: Context
  readonly parts: FleetParts
}): Promise<number> {
  const [judge, stored] = await Promise.all([FleetJudge.open(ctx, parts), parts.proxies.read({ ctx })])
  const { policies } = await judge.counts(stored)
  return policies
    .list()
    .reduce((sum, { kind: { state }, count }) => sum + (fleetState(state).kind === 'drift' ? count : 0), 0)
}
