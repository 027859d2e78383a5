import { refreshChanges } from '@/lib/changes/refresh-changes'
import { reportChecks } from '@/lib/changes/report-checks'
import { notify } from '@/lib/events/notify'
import type { SettledStatuses } from '@/lib/git/commit-status'
import { log } from '@/lib/log'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { routes } from '@/lib/routes'
import type { Job } from './job'

/** Statuses that this process knows to stand on the forge. */
const settled: SettledStatuses = new Map()

/** Keeps what is known about pull requests fresh, and sets our check on their heads: a hook wakes it, polling alone is enough. */
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
    const tip = await server.mirror.objects.resolve(server.repository.ref)
    if (tip === null) return
    const { configuration } = await readConfiguration(server.mirror.objects, tip)
    const reported = await reportChecks({
      ctx,
      source: server,
      client,
      root: configuration.root,
      settled,
      linkOf: (number) => server.environment.LOCKSTEP_URL + routes.change(number),
    })
    if (reported.kind !== 'reported')
      log().info({ job: 'changes', outcome: reported.kind }, 'the forge took no status of a pull request')
  },
}
