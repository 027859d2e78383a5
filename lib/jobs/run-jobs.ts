import { setMaxListeners } from 'node:events'
import { tryWithLock } from '@/lib/db/advisory-lock'
import { subscribe } from '@/lib/events/event-hub'
import { log } from '@/lib/log'
import { metrics } from '@/lib/metrics'
import { systemContext, type Server } from '@/lib/server'
import type { Job } from './job'

/** Jobs that run until they are stopped. */
export interface RunningJobs {
  /** Lets what runs come to its end and starts nothing more. */
  stop(): Promise<void>
}

/** Starts a loop for each job: once at the start, then at its interval and when it is woken. */
export function startJobs(opened: Server, jobs: readonly Job[]): RunningJobs {
  for (const { name } of jobs) metrics().jobFailures.inc({ task: name }, 0)
  const server = { ...opened, database: opened.database.lane('jobs') }
  const stopping = new AbortController()
  // Each loop listens while it waits: more than ten are no leak.
  setMaxListeners(0, stopping.signal)
  const wakers = new Map<Job, () => void>()
  const loops = jobs.map((job) => loop(server, job, stopping.signal, (wake) => wakers.set(job, wake)))
  const unsubscribe = subscribe(server.database, server.repository.id, ({ topic }) => {
    for (const [job, wake] of wakers) {
      if (job.wakeOn?.includes(topic) === true || (topic === 'everything' && job.wakeOn !== undefined)) wake()
    }
  })
  return {
    stop: async () => {
      stopping.abort()
      unsubscribe()
      await Promise.all(loops)
    },
  }
}

async function loop(
  server: Server,
  job: Job,
  signal: AbortSignal,
  onPause: (wake: () => void) => void,
): Promise<void> {
  let wanted = false
  let wakeUp: () => void = () => undefined
  onPause(() => {
    wanted = true
    wakeUp()
  })
  while (!signal.aborted) {
    wanted = false
    await runOnce(server, job, signal)
    if (!wanted) await pause(job.everyMs, signal, (wake) => (wakeUp = wake))
  }
}

/** Ends after the time, when woken, or when stopped. */
function pause(ms: number, signal: AbortSignal, onWait: (wake: () => void) => void): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end, { once: true })
    onWait(end)
    if (signal.aborted) end()
  })
}

async function runOnce(server: Server, job: Job, signal: AbortSignal): Promise<void> {
  const began = performance.now()
  const work = () => job.run({ ctx: systemContext(server, job.name), server, signal })
  try {
    if (job.runsOn === 'each-replica') await work()
    else await tryWithLock(server.database, `job:${job.name}`, work)
    metrics().jobSeconds.observe({ task: job.name }, (performance.now() - began) / 1000)
  } catch (error) {
    if (signal.aborted) return
    metrics().jobFailures.inc({ task: job.name })
    log().warn(
      { job: job.name, error: error instanceof Error ? error.message : String(error) },
      'a job failed',
    )
  }
}
