import { countRollout } from '@/lib/fleet/count-rollout'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { setCommitStatus, type SettledStatuses } from '@/lib/git/commit-status'
import { forgeFailureOf } from '@/lib/git/forge-failure'
import { log } from '@/lib/log'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { routes } from '@/lib/routes'
import type { Job } from './job'

/** Statuses that this process knows to stand on the forge. */
const settled: SettledStatuses = new Map()

/** Says on the latest change of policies how many proxies of each environment run it: one status each, set when the numbers change. */
export const reportRolloutJob: Job = {
  name: 'rollout',
  // GitHub keeps a thousand statuses of one name on a commit.
  everyMs: 60_000,
  runsOn: 'one-replica',
  run: async ({ ctx, server }) => {
    const { mirror, repository, environment, app } = server
    const tip = await mirror.objects.resolve(repository.ref)
    if (tip === null) return
    const { configuration } = await readConfiguration(mirror.objects, tip)
    const rollout = await countRollout({ ctx, parts: fleetParts(server), root: configuration.root })
    if (rollout === null) return
    const link = environment.LOCKSTEP_URL + routes.changeByCommit(rollout.commit)
    try {
      const client = await app.installationClient()
      for (const { environment: name, running, total } of rollout.environments) {
        const state = running === total ? ('success' as const) : ('pending' as const)
        const description = `${running} of ${total} proxies run it`
        const status = { sha: rollout.commit, context: `fleet/${name}`, state, description, link }
        await setCommitStatus(client, repository, status, settled)
      }
    } catch (error) {
      const failure = forgeFailureOf(error, ctx.now)
      if (failure === null) throw error
      log().info({ job: 'rollout', outcome: failure.kind }, 'the forge took no status of the fleet')
    }
  },
}
