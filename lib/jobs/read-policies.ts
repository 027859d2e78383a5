import { listPolicies } from '@/lib/repository/list-policies'
import type { Job } from './job'

/** Reads the policies of the tracked branch before somebody asks: the first list of 500 after a start would take two seconds. */
export const readPoliciesJob: Job = {
  name: 'read-policies',
  everyMs: 3_600_000,
  runsOn: 'each-replica',
  wakeOn: ['mirror'],
  run: async ({ server }) => {
    const history = await server.mirror.history(server.repository.ref)
    if (history === null) return
    const { index, tip } = history
    await listPolicies(server.mirror, index, { commit: tip, position: index.positionOf(tip) })
  },
}
