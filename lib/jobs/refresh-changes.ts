import { refreshChanges } from '@/lib/changes/refresh-changes'
import { notify } from '@/lib/events/notify'
import { log } from '@/lib/log'
import type { Job } from './job'

/** Keeps what is known about pull requests fresh: a hook wakes it, polling alone is enough. */
export const refreshChangesJob: Job = {
  name: 'changes',
  everyMs: 10_000,
  runsOn: 'one-replica',
  wakeOn: ['forge', 'mirror'],
  run: async ({ ctx, server }) => {
    const client = await server.app.installationClient()
    const result = await refreshChanges({ ctx, source: server, client })
    if (result.kind !== 'refreshed') {
      log().info({ job: 'changes', outcome: result.kind }, 'the forge gave no answer about pull requests')
      return
    }
    if (result.numbers.length > 0) await notify(ctx, 'changes', result.numbers.map(String))
  },
}
