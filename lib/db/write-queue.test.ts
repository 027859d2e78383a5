import { DatabaseError } from 'pg'
import { describe, expect, it } from 'vitest'
import { WriteQueue, type WriteLimits } from './write-queue'

interface Item {
  readonly name: string
  readonly keys?: readonly string[]
  readonly rows?: number
}

const LIMITS: WriteLimits<Item> = {
  most: 10,
  rowsPerWrite: 10,
  writers: 1,
  rowsAtOnce: 20,
  rowsOf: ({ rows = 1 }) => rows,
  keysOf: ({ name, keys = [name] }) => keys,
}

/** A text that PostgreSQL cannot keep. */
function refused(): DatabaseError {
  return Object.assign(new DatabaseError('refused', 0, 'error'), { code: '22021' })
}

/** A queue whose writes end in the next turn, except those that the database does not take. */
function queueOf(limits: Partial<WriteLimits<Item>> = {}) {
  const writes: string[][] = []
  const queue = new WriteQueue<Item, string>(
    async (items) => {
      const names = items.map(({ name }) => name)
      writes.push(names)
      // Others arrive while it runs.
      await nextTurn()
      if (names.includes('bad')) throw refused()
      if (names.includes('away')) throw new Error('Connection terminated unexpectedly')
      return names.map((name) => `done ${name}`)
    },
    { ...LIMITS, rowsAtOnce: 1000, ...limits },
  )
  return { queue, writes, offerAll: (items: readonly Item[]) => offerAll(queue, items) }
}

/** A queue whose writes wait until they are let go one by one. */
function heldQueue(limits: Partial<WriteLimits<Item>> = {}) {
  const writes: { names: string[]; letGo: () => void }[] = []
  const queue = new WriteQueue<Item, string>(
    (items) =>
      new Promise((resolve) => {
        const names = items.map(({ name }) => name)
        writes.push({ names, letGo: () => resolve(names.map((name) => `done ${name}`)) })
      }),
    { ...LIMITS, ...limits },
  )
  const offer = async (item: Item) => queue.offer(item)
  return { queue, writes, offer, names: () => writes.map(({ names }) => names) }
}

async function offerAll(queue: WriteQueue<Item, string>, items: readonly Item[]) {
  const settled = await Promise.allSettled(items.map(async (item) => queue.offer(item)))
  return settled.map((one) => (one.status === 'fulfilled' ? one.value : one.status))
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

describe('what comes together', () => {
  it('is written together, and each gets its own result', async () => {
    const { writes, offerAll } = queueOf()
    const results = await offerAll([{ name: 'a' }, { name: 'b' }, { name: 'c' }])
    expect(results).toEqual(['done a', 'done b', 'done c'])
    expect(writes).toEqual([['a', 'b', 'c']])
  })

  it('is what came during a write, too; each is answered when its own is written', async () => {
    const { writes, offer, names } = heldQueue()
    const first = offer({ name: 'a' })
    await nextTurn()
    const others = [offer({ name: 'b' }), offer({ name: 'c' })]
    await nextTurn()
    expect(names()).toEqual([['a']])
    writes[0]?.letGo()
    expect(await first).toBe('done a')
    await nextTurn()
    writes[1]?.letGo()
    expect(await Promise.all(others)).toEqual(['done b', 'done c'])
    expect(names()).toEqual([['a'], ['b', 'c']])
  })

  it('is no more than a write should have; what is larger goes alone', async () => {
    const { writes, offerAll } = queueOf({ most: 2 })
    await offerAll([
      { name: 'large', rows: 50 },
      { name: 'a', rows: 6 },
      { name: 'b', rows: 6 },
      { name: 'c', rows: 1 },
      { name: 'd', rows: 1 },
    ])
    expect(writes).toEqual([['large'], ['a', 'c'], ['b', 'd']])
  })
})

describe('what writes the same', () => {
  it('is never in one write twice, and keeps its order', async () => {
    const { writes, offerAll } = queueOf()
    await offerAll([
      { name: 'a1', keys: ['a'] },
      { name: 'a2', keys: ['a', 'b'] },
      { name: 'b', keys: ['b'] },
      { name: 'c', keys: ['c'] },
    ])
    expect(writes).toEqual([['a1', 'c'], ['a2'], ['b']])
  })

  it('is never in two writes at once, nor is the later one first', async () => {
    const { writes, offer, names } = heldQueue({ writers: 2 })
    const items = [
      { name: 'a1', keys: ['a'] },
      { name: 'a2', keys: ['a'], rows: 9 },
      { name: 'a3', keys: ['a'] },
      { name: 'b' },
    ]
    const results = items.map(offer)
    await nextTurn()
    await nextTurn()
    expect(names()).toEqual([['a1', 'b']])
    const late = offer({ name: 'c' })
    await nextTurn()
    expect(names()).toEqual([['a1', 'b'], ['c']])
    for (const expected of [['a2'], ['a3']]) {
      for (const { letGo } of writes) letGo()
      await nextTurn()
      await nextTurn()
      expect(names().at(-1)).toEqual(expected)
    }
    for (const { letGo } of writes) letGo()
    expect(await Promise.all([...results, late])).toHaveLength(5)
  })
})

describe('what would not fit in memory', () => {
  it('is refused, and taken when there is room again', async () => {
    const { queue, writes, offer } = heldQueue()
    const first = offer({ name: 'a', rows: 15 })
    await nextTurn()
    expect([await offer({ name: 'b', rows: 6 }), queue.rows, queue.isFull]).toEqual([null, 15, false])
    const second = offer({ name: 'c', rows: 5 })
    expect(queue.isFull).toBe(true)
    writes[0]?.letGo()
    expect([await first, queue.rows]).toEqual(['done a', 5])
    const third = offer({ name: 'b', rows: 6 })
    for (const written of [second, third]) {
      await nextTurn()
      for (const { letGo } of writes) letGo()
      expect(await written).not.toBeNull()
    }
    expect(queue.rows).toBe(0)
  })

  it('is taken though it is larger than all that may wait when nothing else does', async () => {
    const { offerAll } = queueOf({ rowsAtOnce: 20 })
    expect(await offerAll([{ name: 'large', rows: 50 }])).toEqual(['done large'])
  })
})

describe('what is not written', () => {
  it('because the database refuses it is told to the one whose it is, and the others are written', async () => {
    const { queue, writes, offerAll } = queueOf()
    const results = await offerAll(['a', 'b', 'bad', 'c'].map((name) => ({ name })))
    expect(results).toEqual(['done a', 'done b', 'rejected', 'done c'])
    expect(writes).toEqual([['a', 'b', 'bad', 'c'], ['a', 'b'], ['bad', 'c'], ['bad'], ['c']])
    expect(queue.rows).toBe(0)
  })

  it('because the database is away is told to everybody at once, and it goes on later', async () => {
    const { writes, offerAll } = queueOf()
    expect(await offerAll([{ name: 'a' }, { name: 'away' }])).toEqual(['rejected', 'rejected'])
    expect(await offerAll([{ name: 'a' }])).toEqual(['done a'])
    expect(writes).toEqual([['a', 'away'], ['a']])
  })
})
