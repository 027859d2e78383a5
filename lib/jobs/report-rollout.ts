import { countRollouts, type CountedRollout } from '@/lib/fleet/count-rollout'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { findRolloutCommits, type RolloutCommit } from '@/lib/fleet/rollout-commits'
import { NOBODY_LEFT, sayRollout, type SaidRollout } from '@/lib/fleet/say-rollout'
import { askPending, setCommitStatus, type SettledStatuses } from '@/lib/git/commit-status'
import { forgeFailureOf } from '@/lib/git/forge-failure'
import type { GitHubClient } from '@/lib/git/github-client'
import { log } from '@/lib/log'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { routes } from '@/lib/routes'
import type { Server } from '@/lib/server'
import type { Job } from './job'

/** Statuses that this process knows to stand on the forge. */
const settled: SettledStatuses = new Map()
/** By commit: the environments for which ours stands pending there, with its link. A commit that is missing is asked about once. */
const pending = new Map<string, Map<string, string>>()
/** Commits on branches of which nothing changes any more, all of it said. */
const finished = new Set<string>()

const PREFIX = 'fleet/'

/**
 * Says on each commit that changed policies how many proxies of each environment run it: one status each, set when the numbers change,
 * until all run it or another change replaces it.
 */
export const reportRolloutJob: Job = {
  name: 'rollout',
  // GitHub keeps a thousand statuses of one name on a commit.
  everyMs: 60_000,
  runsOn: 'one-replica',
  run: async ({ ctx, server, signal }) => {
    const { mirror, repository, app } = server
    const tip = await mirror.objects.resolve(repository.ref)
    if (tip === null) return
    const { configuration } = await readConfiguration(mirror.objects, tip)
    const about = { ctx, parts: fleetParts(server), root: configuration.root }
    const unsettled = [...pending].flatMap(([commit, open]) => (open.size > 0 ? [commit] : []))
    const found = await findRolloutCommits({ ...about, unsettled })
    forgetOthers(found)
    try {
      const client = await app.installationClient()
      for (const { commit } of found) {
        const known = pending.get(commit) ?? (await askOurs(client, server, commit))
        pending.set(commit, known)
      }
      const rollouts = await countRollouts({ ...about, commits: found.filter(isFollowed) })
      for (const commit of new Set([...rollouts.map((one) => one.commit), ...unsettled])) {
        if (signal.aborted) return
        const lines = rollouts.filter((one) => one.commit === commit)
        await report(client, server, commit, lines)
      }
    } catch (error) {
      const failure = forgeFailureOf(error, ctx.now)
      if (failure === null) throw error
      log().info({ job: 'rollout', outcome: failure.kind }, 'the forge took no status of the fleet')
    }
  },
}

/** Of an older commit only what stands pending is brought to an end: nobody expects a new status there. */
function isFollowed(one: RolloutCommit): boolean {
  return !finished.has(keyOf(one)) && (one.isRecent || isPending(one))
}

function isPending({ commit }: RolloutCommit): boolean {
  return (pending.get(commit)?.size ?? 0) > 0
}

/** `lines`: the commit on each branch that has it, none when a branch was written over; an environment follows one of them. */
async function report(
  client: GitHubClient,
  server: Server,
  commit: string,
  lines: readonly CountedRollout[],
): Promise<void> {
  const open = pending.get(commit) ?? new Map<string, string>()
  const wanted = new Map<string, SaidRollout & { readonly link: string }>()
  for (const [environment, link] of open) wanted.set(environment, { ...NOBODY_LEFT, link })
  for (const { ref, isRecent, environments } of lines) {
    const isOfTracked = server.repository.ref === `refs/heads/${ref}`
    for (const one of environments) {
      const link = linkOf(server, commit, one.environment, isOfTracked)
      if (isRecent || open.has(one.environment)) wanted.set(one.environment, { ...sayRollout(one), link })
    }
  }
  let isNews = false
  for (const [environment, { state, description, link }] of wanted) {
    const status = { sha: commit, context: PREFIX + environment, state, description, link }
    if (await setCommitStatus(client, server.repository, status, settled)) isNews = true
    if (state === 'pending') open.set(environment, link)
    else open.delete(environment)
  }
  pending.set(commit, open)
  // Who ran it last may tell so a moment after it was replaced: it is over when a second look finds the same.
  if (!isNews) for (const line of lines) if (line.isOver) finished.add(keyOf(line))
}

/** The environments for which a status that this job set stands pending on a commit. */
async function askOurs(client: GitHubClient, server: Server, commit: string): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const [context, link] of await askPending(client, server.repository, commit)) {
    const environment = context.startsWith(PREFIX) ? context.slice(PREFIX.length) : ''
    const ours = [true, false].map((isOfTracked) => linkOf(server, commit, environment, isOfTracked))
    if (environment !== '' && link !== null && ours.includes(link)) found.set(environment, link)
  }
  return found
}

/** A commit has a page of its own only on the tracked branch. */
function linkOf(server: Server, commit: string, environment: string, isOfTracked: boolean): string {
  const page = isOfTracked ? routes.changeByCommit(commit) : routes.fleet({ env: environment })
  return server.environment.LOCKSTEP_URL + page
}

function keyOf({ commit, ref }: RolloutCommit): string {
  return `${ref}\0${commit}`
}

function forgetOthers(found: readonly RolloutCommit[]): void {
  const [commits, keys] = [new Set(found.map(({ commit }) => commit)), new Set(found.map(keyOf))]
  for (const [commit, open] of pending) if (!commits.has(commit) && open.size === 0) pending.delete(commit)
  for (const key of finished) if (!keys.has(key)) finished.delete(key)
}
