import { fleetParts } from '@/lib/fleet/fleet-parts'
import { listFleet } from '@/lib/fleet/list-fleet'
import { metrics } from '@/lib/metrics'
import type { Job } from './job'

/** Keeps the number of proxies in each state for Prometheus: every replica answers for itself, so every replica counts. */
export const measureFleetJob: Job = {
  name: 'fleet-metrics',
  everyMs: 30_000,
  runsOn: 'each-replica',
  run: async ({ ctx, server }) => {
    const { buckets } = await listFleet({ ctx, parts: fleetParts(server), input: { limit: 0 } })
    for (const [state, proxies] of Object.entries(buckets)) metrics().proxies.set({ state }, proxies)
  },
}
