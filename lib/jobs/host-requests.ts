import { fleetParts } from '@/lib/fleet/fleet-parts'
import { keepHostRequests } from '@/lib/fleet/host-requests'
import type { Job } from './job'

/** Tells connectors that wait at this replica what people asked at another, and forgets the texts of files in time. */
export const hostRequestsJob: Job = {
  name: 'host-requests',
  everyMs: 60_000,
  runsOn: 'each-replica',
  wakeOn: ['fleet'],
  run: ({ ctx, server }) => keepHostRequests(ctx, fleetParts(server).requests),
}
