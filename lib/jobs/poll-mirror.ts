import { notify } from '@/lib/events/notify'
import type { FetchResult } from '@/lib/git/mirror'
import { log } from '@/lib/log'
import { metrics } from '@/lib/metrics'
import { processWide } from '@/lib/process-wide'
import { systemContext, type Server } from '@/lib/server'
import { followDefaultBranch } from './follow-default-branch'
import type { Job } from './job'
import { newestRefUpdate, recordRefUpdates, type RefUpdateSource } from './record-ref-updates'

/** Polling alone must be enough: a hook only makes it faster. */
export const pollMirrorJob: Job = {
  name: 'mirror',
  everyMs: 10_000,
  runsOn: 'each-replica',
  wakeOn: ['forge'],
  run: ({ server }) => fetchMirror(server, 'poll'),
}

/**
 * Fetches this replica's mirror, records where branches moved, and tells pages, also of the forge's silence and of its end. Compares with what it recorded and told itself, for others
 * fetch too (a submission, a page), and what could not be recorded once is recorded the next time.
 */
export async function fetchMirror(server: Server, source: RefUpdateSource): Promise<void> {
  const { mirror } = server
  const told = processWide('told-refs', () => new WeakMap<object, ReadonlyMap<string, string>>())
  const ctx = systemContext(server, 'mirror')
  const before = new Set(mirror.refused.map(({ sha }) => sha))
  // What pages read moves on also while the database is away.
  const newest = await newestRefUpdate(ctx).catch(() => undefined)
  const { updates } = await fetchAndTell(server)
  for (const { ref, sha, reason } of mirror.refused)
    if (!before.has(sha)) log().warn({ ref, sha, reason }, 'a ref is left out')
  metrics().mirrorFetched.setToCurrentTime()
  await followDefaultBranch(server)
  const [last, now] = [told.get(mirror), mirror.known]
  const moved = last === undefined ? updates.map(({ ref }) => ref) : movedRefs(last, now)
  if (last !== undefined && moved.length === 0) return
  // At the start the mirror may hold what an earlier process fetched and did not live to record.
  const look = { source: last === undefined && source === 'poll' ? ('start' as const) : source, newest }
  if ((await recordRefUpdates(ctx, mirror, { ...look, tracked: server.repository.ref })) === null) {
    // It went after it was looked for, by a fetch of somebody else.
    await followDefaultBranch(server)
    await recordRefUpdates(ctx, mirror, look)
  }
  if (moved.length > 0) await notify(ctx, 'mirror', moved)
  told.set(mirror, now)
}

async function fetchAndTell(server: Server): Promise<FetchResult> {
  try {
    return await server.mirror.fetch()
  } finally {
    await tellContact(server)
  }
}

/** Every page says whether the forge answers, and some wait for it; after a silence anything may have moved. */
async function tellContact(server: Server): Promise<void> {
  const { mirror } = server
  const told = processWide('told-contact', () => new WeakMap<object, boolean>())
  const answers = mirror.lastContact?.failing == null
  const before = told.get(mirror)
  if (answers === before) return
  // With the first answer states are judged again: until then nobody knew what the hosts could have had.
  const isFirst = answers && before === undefined
  await notify(systemContext(server, 'mirror'), isFirst ? 'fleet' : 'everything')
  told.set(mirror, answers)
}

function movedRefs(before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): string[] {
  return [...new Set([...before.keys(), ...now.keys()])].filter((ref) => before.get(ref) !== now.get(ref))
}
