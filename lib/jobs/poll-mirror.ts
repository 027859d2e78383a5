import { notify } from '@/lib/events/notify'
import { metrics } from '@/lib/metrics'
import { processWide } from '@/lib/process-wide'
import { systemContext, type Server } from '@/lib/server'
import { followDefaultBranch } from './follow-default-branch'
import type { Job } from './job'
import { recordRefUpdates, type RefUpdateSource } from './record-ref-updates'

/** Polling alone must be enough: a hook only makes it faster. */
export const pollMirrorJob: Job = {
  name: 'mirror',
  everyMs: 10_000,
  runsOn: 'each-replica',
  wakeOn: ['forge'],
  run: async ({ server }) => {
    const state = processWide('mirror-poll', () => ({ started: false }))
    await fetchMirror(server, state.started ? 'poll' : 'start')
    state.started = true
  },
}

/** Fetches this replica's mirror, records where branches moved, and tells pages. */
export async function fetchMirror(server: Server, source: RefUpdateSource): Promise<void> {
  const { updates } = await server.mirror.fetch()
  metrics().mirrorFetched.setToCurrentTime()
  await followDefaultBranch(server)
  // At the start the mirror may hold what an earlier process fetched and did not live to record.
  if (updates.length === 0 && source === 'poll') return
  const ctx = systemContext(server, 'mirror')
  await recordRefUpdates(ctx, server.mirror, source)
  if (updates.length > 0) {
    await notify(
      ctx,
      'mirror',
      updates.map(({ ref }) => ref),
    )
  }
}
