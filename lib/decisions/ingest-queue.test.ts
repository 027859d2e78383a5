import { describe, expect, it } from 'vitest'
import { IngestQueue, type Waiting } from './ingest-queue'

interface Job extends Waiting {
  readonly name: string
}

const LIMITS = { rowsPerWrite: 10, writers: 1, rowsAtOnce: 20 }

/** A queue whose writes wait until they are released one by one. */
function heldQueue(limits = LIMITS) {
  const writes: { names: string[]; release: () => void }[] = []
  const queue = new IngestQueue<Job, string>(
    (jobs) =>
      new Promise((resolve) => {
        const names = jobs.map(({ name }) => name)
        writes.push({ names, release: () => resolve(names.map((name) => `done ${name}`)) })
      }),
    limits,
  )
  const offer = async (name: string, rows = 1, files = [name]) => queue.offer({ name, rows, files })
  return { queue, writes, offer }
}

describe('the ingest queue', () => {
  it('writes what gathered during a write together, and gives each its own result', async () => {
    const { writes, offer } = heldQueue()
    const results = [offer('a'), offer('b'), offer('c')]
    writes[0]?.release()
    expect(await results[0]).toBe('done a')
    writes[1]?.release()
    expect(await Promise.all(results)).toEqual(['done a', 'done b', 'done c'])
    expect(writes.map(({ names }) => names)).toEqual([['a'], ['b', 'c']])
  })

  it('never writes two batches of one file at once, nor the later one first', async () => {
    const { writes, offer } = heldQueue({ ...LIMITS, writers: 2 })
    const results = [offer('a1', 1, ['a']), offer('a2', 9, ['a']), offer('a3', 1, ['a']), offer('b')]
    expect(writes.map(({ names }) => names)).toEqual([['a1'], ['b']])
    writes[0]?.release()
    await results[0]
    expect(writes[2]?.names).toEqual(['a2'])
    writes[1]?.release()
    writes[2]?.release()
    await results[1]
    writes[3]?.release()
    expect(await Promise.all(results)).toHaveLength(4)
  })

  it('refuses what would not fit in memory, and takes it when there is room again', async () => {
    const { queue, writes, offer } = heldQueue()
    const first = offer('a', 15)
    expect([await offer('b', 6), queue.load]).toEqual([null, 0.75])
    writes[0]?.release()
    await first
    const second = offer('b', 6)
    writes[1]?.release()
    expect(await second).toBe('done b')
  })

  it('lets one batch that cannot be stored fail alone', async () => {
    const queue = new IngestQueue<Job, string>((jobs) => {
      if (jobs.some(({ name }) => name === 'bad')) return Promise.reject(new Error('cannot store this'))
      return Promise.resolve(jobs.map(({ name }) => name))
    }, LIMITS)
    const offers = ['first', 'good', 'bad', 'fine'].map((name) =>
      queue.offer({ name, rows: 1, files: [name] }),
    )
    const results = await Promise.allSettled(offers.map(async (offer) => offer))
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled'])
  })
})
