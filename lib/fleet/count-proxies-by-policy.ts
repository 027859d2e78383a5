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
  const [judge, stored] = await Promise.all([FleetJudge.open(ctx, parts.source), parts.proxies.read({ ctx })])
  const judged = await judge.judgeAll(stored)
  const policies = new Map<string, { total: number; inSync: number; worst: FleetStateId }>()
  for (const { stored: proxy, verdict } of judged) {
    const counts = policies.get(proxy.policyPath) ?? { total: 0, inSync: 0, worst: verdict.state }
    policies.set(proxy.policyPath, counts)
    counts.total += 1
    if (verdict.state === 'IN_SYNC') counts.inSync += 1
    if (urgency(verdict.state) < urgency(counts.worst)) counts.worst = verdict.state
  }
  return policies
}
