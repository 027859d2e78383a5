import { fleetParts } from '@/lib/fleet/fleet-parts'
import { queueDriftAlerts } from '@/lib/fleet/queue-drift-alerts'
import { queueToolAlerts } from '@/lib/fleet/tools/queue-tool-alerts'
import type { Job } from './job'
import { sendAlerts } from './send-alerts'

/** Tells the operator's receiver when a proxy drifts, rejects a policy or recovers, or its server changes its tools; nothing while no receiver is set. */
export const driftAlertsJob: Job = {
  name: 'drift-alerts',
  everyMs: 10_000,
  runsOn: 'one-replica',
  run: async ({ ctx, server, signal }) => {
    const { ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_SECRET: secret, LOCKSTEP_URL: baseUrl } = server.environment
    if (url === undefined || secret === undefined) return
    await queueDriftAlerts({ ctx, parts: fleetParts(server), baseUrl })
    await queueToolAlerts({ ctx, baseUrl })
    await sendAlerts({ ctx, receiver: { url, secret }, signal })
  },
}
