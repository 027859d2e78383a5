import { afterAll, beforeAll, expect, it } from 'vitest'
import { digests, policyText } from '@/lib/fleet/testing/start-fleet'
import { RunningPolicies, type ReadBlob } from './running-policies'
import { freshTestLog, type TestLog } from './testing/open-log'

let log: TestLog

beforeAll(async () => {
  log = await freshTestLog()
})
afterAll(() => log.close())

/** The policies of a mirror that holds one text, and how often it was read; the first `failures` reads fail. */
function policiesOf(text: string, failures = 0) {
  const reads: string[] = []
  const readBlob: ReadBlob = (blob) => {
    reads.push(blob)
    if (reads.length <= failures) return Promise.reject(new Error('git does not answer'))
    return Promise.resolve(blob === digests(text).blob ? Buffer.from(text) : null)
  }
  return { policies: new RunningPolicies(log.db, readBlob), reads }
}

it('reads a policy once that many batches name at the same moment for the first time', async () => {
  const text = policyText('new')
  const { policies, reads } = policiesOf(text)
  const { sha256, blob } = digests(text)
  const get = () => policies.get(log.repositoryId, sha256, blob)
  const ids = (await Promise.all(Array.from({ length: 50 }, get))).map(({ id }) => id)
  expect([reads, new Set(ids).size]).toEqual([[blob], 1])
  await get()
  expect(reads).toEqual([blob])
})

it('asks anew after a failure, which is told to all who waited for it', async () => {
  const text = policyText('later')
  const { policies, reads } = policiesOf(text, 1)
  const { sha256, blob } = digests(text)
  const get = () => policies.get(log.repositoryId, sha256, blob)
  const ends = await Promise.allSettled([get(), get()])
  expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(await get()).toMatchObject({ found: true })
  expect(reads).toEqual([blob, blob])
})
