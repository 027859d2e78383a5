import type { LivePolicy } from '@/components/policy/policy-row'
import type { Context } from '@/lib/context'
import { countByPolicy } from '@/lib/decisions/count-by-policy'
import { countProxiesByPolicy } from '@/lib/fleet/count-proxies-by-policy'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import type { Server } from '@/lib/server'

/** What runs now and what was denied lately, by full repository path. A policy with neither is not in it. */
export async function livePolicies(ctx: Context, opened: Server): Promise<Map<string, LivePolicy>> {
  const [fleet, denials] = await Promise.all([
    countProxiesByPolicy({ ctx, parts: fleetParts(opened) }),
    countByPolicy({ ctx }),
  ])
  const paths = new Set([...fleet.keys(), ...denials.keys()])
  return new Map(
    [...paths].map((path) => {
      const { inSync = 0, total = 0, worst = null } = fleet.get(path) ?? {}
      const { denied = 0, hours = [] } = denials.get(path) ?? {}
      return [path, { inSync, total, worst, denied, hours }]
    }),
  )
}
