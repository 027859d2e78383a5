import type { Context } from '@/lib/context'
import type { FleetParts } from './fleet-parts'
import { FleetJudge } from './judge-proxy'

import { urgency, type FleetStateId } from './states'

export interface PolicyProxies {
  readonly total: number
  readonly inSync: number
  readonly worst: FleetStateId
}

/** How many proxies each policy has, by its full repository path, with the worst of their states. */
export async function countProxiesByPolicy({
  ctx,
  parts,
}: {
  readonly ctx: Context
  readonly parts: FleetParts
}): Promise<Map<string, PolicyProxies>> {
  const [judge, stored] = await Promise.all([FleetJudge.open(ctx, parts), parts.proxies.read({ ctx })])
  const policies = new Map<string, { total: number; inSync: number; worst: FleetStateId }>()
  for (const { kind, count } of (await judge.counts(stored)).policies.list()) {
    const { policyPath, state } = kind
    const counts = policies.get(policyPath) ?? { total: 0, inSync: 0, worst: state }
    policies.set(policyPath, counts)
    counts.total += count
    if (state === 'IN_SYNC') counts.inSync += count
    if (urgency(state) < urgency(counts.worst)) counts.worst = state
  }
  return policies
}
