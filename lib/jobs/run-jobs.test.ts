import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tryWithLock } from '@/lib/db/advisory-lock'
import { notify } from '@/lib/events/notify'
import { metrics } from '@/lib/metrics'
import { systemContext } from '@/lib/server'
import { startTestServer, type TestServer } from '@/scripts/test/start-server'
import type { Job } from './job'
import { startJobs } from './run-jobs'

let test: TestServer

beforeAll(async () => {
  test = await startTestServer()
})

afterAll(async () => {
  await test.close()
})

/** A promise and what fulfils it. */
function signal(): { promise: Promise<void>; give: () => void } {
  let give: () => void = () => undefined
  const promise = new Promise<void>((resolve) => (give = resolve))
  return { promise, give }
}

/** What the metrics say of a job; undefined when they do not know it. */
async function failures({ name }: Job): Promise<number | undefined> {
  const { values } = await metrics().jobFailures.get()
  return values.find(({ labels }) => labels.task === name)?.value
}

describe('the loops', () => {
  it('run at the start and again when their topic moves, and stop when told', async () => {
    const runs = [signal(), signal()]
    let count = 0
    const job: Job = {
      name: 'counting',
      everyMs: 3_600_000,
      runsOn: 'each-replica',
      wakeOn: ['changes'],
      run: () => {
        runs[count]?.give()
        count += 1
        return Promise.resolve()
      },
    }
    const jobs = startJobs(test.server, [job])
    await runs[0]?.promise
    const ctx = systemContext(test.server, 'test')
    // LISTEN is under way in the background: repeats until it is heard.
    const timer = setInterval(() => void notify(ctx, 'changes'), 50)
    await runs[1]?.promise
    clearInterval(timer)
    await jobs.stop()
    expect(count).toBeGreaterThanOrEqual(2)
  })

  it('go on after a run that failed, which is counted', async () => {
    const second = signal()
    let count = 0
    const job: Job = {
      name: 'failing',
      everyMs: 1,
      runsOn: 'one-replica',
      run: () => {
        count += 1
        if (count === 1) return Promise.reject(new Error('the forge is away'))
        second.give()
        return Promise.resolve()
      },
    }
    const jobs = startJobs(test.server, [job])
    // Known before it fails: what a counter begins with is no increase.
    expect(await failures(job)).toBe(0)
    await second.promise
    await jobs.stop()
    expect(count).toBeGreaterThanOrEqual(2)
    expect(await failures(job)).toBe(1)
  })

  it('let one replica at a time do what is for one', async () => {
    const { database } = test.server
    const [started, finish] = [signal(), signal()]
    const first = tryWithLock(database, 'job:x', () => {
      started.give()
      return finish.promise
    })
    await started.promise
    expect(await tryWithLock(database, 'job:x', () => Promise.reject(new Error('ran twice')))).toBe(false)
    finish.give()
    expect(await first).toBe(true)
    expect(await tryWithLock(database, 'job:x', () => Promise.resolve())).toBe(true)
  })
})
