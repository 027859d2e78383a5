import { expect, it } from 'vitest'
import { BatchedLookup } from './batched-lookup'

function lookup(rows: Record<string, number>) {
  const asked: string[][] = []
  const found = new BatchedLookup<number>((keys) => {
    asked.push([...keys])
    if (keys.includes('broken')) return Promise.reject(new Error('no database'))
    return Promise.resolve(new Map(Object.entries(rows).filter(([key]) => keys.includes(key))))
  })
  return { found, asked }
}

it('asks once for everything that is wanted together, and gives everybody their own', async () => {
  const { found, asked } = lookup({ a: 1, b: 2 })
  const answers = await Promise.all(['a', 'b', 'a', 'none'].map((key) => found.find(key)))
  expect(answers).toEqual([1, 2, 1, null])
  expect(asked).toEqual([['a', 'b', 'none']])
})

it('reads anew for whoever comes later', async () => {
  const rows: Record<string, number> = { a: 1 }
  const { found } = lookup(rows)
  expect(await found.find('a')).toBe(1)
  rows.a = 2
  expect(await found.find('a')).toBe(2)
})

it('tells a failure to those who asked, and goes on', async () => {
  const { found } = lookup({ a: 1 })
  await expect(found.find('broken')).rejects.toThrow('no database')
  expect(await found.find('a')).toBe(1)
})

it('splits what is too much for one statement', async () => {
  const rows = Object.fromEntries(Array.from({ length: 1200 }, (_, index) => [`k${index}`, index]))
  const { found, asked } = lookup(rows)
  const answers = await Promise.all(Object.keys(rows).map((key) => found.find(key)))
  expect(answers).toEqual(Object.values(rows))
  expect(asked.map(({ length }) => length)).toEqual([500, 500, 200])
})
