import { setTimeout as delay } from 'node:timers/promises'
import { env } from '@/lib/env'
import { closeEventStreams } from '@/lib/events/event-stream'
import { log, setLogLevel } from '@/lib/log'
import { server } from '@/lib/server'
import { askOwnerErrorsJob } from './ask-owner-errors'
import { driftAlertsJob } from './drift-alerts'
import { hostRequestsJob } from './host-requests'
import type { Job } from './job'
import { keepPartitionsJob } from './keep-partitions'
import { measureFleetJob } from './measure-fleet'
import { pollMirrorJob } from './poll-mirror'
import { refreshChangesJob, reportChecksJob } from './refresh-changes'
import { readPoliciesJob } from './read-policies'
import { reportRolloutJob } from './report-rollout'
import { startJobs } from './run-jobs'
import { tidyUpJob } from './tidy-up'

/** Everything that Lockstep does without being asked. */
export const JOBS: readonly Job[] = [
  pollMirrorJob,
  refreshChangesJob,
  reportChecksJob,
  reportRolloutJob,
  keepPartitionsJob,
  tidyUpJob,
  driftAlertsJob,
  hostRequestsJob,
  measureFleetJob,
  readPoliciesJob,
  askOwnerErrorsJob,
]

const RETRY_MS = 2000

/** Checks the environment, then starts the jobs as soon as database and mirror can be opened. Ends with the process. */
export function startBackground(): void {
  setLogLevel(env().LOG_LEVEL)
  const stopping = new AbortController()
  const running = begin(stopping.signal)
  const stop = () => {
    stopping.abort()
    closeEventStreams()
    void running.then((jobs) => jobs?.stop())
  }
  process.once('SIGTERM', stop)
  process.once('SIGINT', stop)
}

async function begin(signal: AbortSignal) {
  while (!signal.aborted) {
    try {
      const opened = await server()
      return startJobs(opened, JOBS)
    } catch (error) {
      log().warn({ error: error instanceof Error ? error.message : String(error) }, 'not ready yet')
      await delay(RETRY_MS, undefined, { signal }).catch(() => undefined)
    }
  }
  return undefined
}
