import { refreshChanges } from '@/lib/changes/refresh-changes'
import type { ToolsOf } from '@/lib/changes/check-policies'
import { reportChecks } from '@/lib/changes/report-checks'
import type { Context } from '@/lib/context'
import { notify } from '@/lib/events/notify'
import type { SettledStatuses } from '@/lib/git/commit-status'
import { knownTools, type KnownTools } from '@/lib/fleet/tools/known-tools'
import { toolsForLint } from '@/lib/fleet/tools/tools-for-lint'
import { log } from '@/lib/log'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { routes } from '@/lib/routes'
import { systemContext, type Server } from '@/lib/server'
import type { Job } from './job'

/** Statuses that this process knows to stand on the forge. */
const settled = new WeakMap<Server, SettledStatuses>()

function settledBy(server: Server): SettledStatuses {
  const known = settled.get(server) ?? new Map()
  settled.set(server, known)
  return known
}

/** Looks the tools of a policy up, once for all changes of a round. */
function toolsOnce(ctx: Context): ToolsOf {
  const known = new Map<string, ReturnType<ToolsOf>>()
  return (path) => {
    const asked = known.get(path) ?? knownTools({ ctx, input: { policy: path } }).then(toolNamesOf)
    known.set(path, asked)
    return asked
  }
}

/** Without where they come from, which changes with each look. */
function toolNamesOf(known: KnownTools | null) {
  const { toolNames } = toolsForLint(known)
  return { toolNames }
}

/** Rounds in a row that go on only for what nobody said anything about: 600 open pull requests are each asked about in five minutes. */
const MOST_ROUNDS = 5

/** Keeps what is known about pull requests fresh: a hook wakes it, polling alone is enough. */
export const refreshChangesJob: Job = {
  name: 'changes',
  everyMs: 10_000,
  runsOn: 'one-replica',
  wakeOn: ['forge', 'mirror'],
  run: async ({ server, signal }) => {
    const client = await server.app.installationClient()
    for (let round = 1, isMore = true; isMore && !signal.aborted; round += 1) {
      const ctx = systemContext(server, 'changes')
      const result = await refreshChanges({ ctx, source: server, client })
      if (result.kind !== 'refreshed') {
        log().info({ job: 'changes', outcome: result.kind }, 'the forge gave no answer about pull requests')
        return
      }
      // Of each change it was told when it was known.
      if (result.knowsMore) await notify(ctx, 'changes')
      isMore = result.waiting > 0 || (result.due > 0 && round < MOST_ROUNDS)
    }
  },
}

/**
 * Sets our check on the heads of open pull requests. Apart from the looking: GitHub wants a second between two writes, and nobody may have
 * to wait for those to see a merge.
 */
export const reportChecksJob: Job = {
  name: 'checks',
  everyMs: 10_000,
  runsOn: 'one-replica',
  wakeOn: ['changes'],
  run: async ({ ctx, server }) => {
    const tip = await server.mirror.objects.resolve(server.repository.ref)
    if (tip === null) return
    const { configuration } = await readConfiguration(server.mirror.objects, tip)
    const reported = await reportChecks({
      ctx,
      source: server,
      client: await server.app.installationClient(),
      root: configuration.root,
      settled: settledBy(server),
      toolsOf: toolsOnce(ctx),
      linkOf: (number) => server.environment.LOCKSTEP_URL + routes.change(number),
    })
    if (reported.kind !== 'reported')
      log().info({ job: 'checks', outcome: reported.kind }, 'the forge took no status of a pull request')
  },
}
