import { appendFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CounterStoreError } from '@/lib/policy/counters'
import { MemoryCounters } from '@/lib/policy/memory-counters'
import { runScript } from '@/scripts/test/run-script'
import { temporaryFolder } from '@/scripts/test/temporary-folder'
import { CounterLog } from './counter-log'

const NOW = new Date('2026-03-04T10:30:15Z')
const INT64 = fc.oneof(fc.bigInt(-20n, 20n), fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n))
const STEP = fc.record({
  key: fc.constantFrom('a.n', 'b.n', '_global._rate_minute'),
  amount: INT64,
  limit: INT64,
  window: fc.constantFrom('minute' as const, 'hour' as const, 'day' as const),
  seconds: fc.integer({ min: 0, max: 200_000 }),
  what: fc.constantFrom('reserve', 'rollBack', 'read', 'reopen'),
})

describe('counters in a file', () => {
  it('answer as counters in memory do, across restarts and full files', () => {
    const folder = temporaryFolder()
    let run = 0
    fc.assert(
      fc.property(fc.array(STEP, { maxLength: 40 }), (steps) => {
        const options = { folder: join(folder, String(++run)), prefix: 'p:', fullBytes: 500 }
        const memory = new MemoryCounters()
        let file = new CounterLog(options)
        const inOrder = steps.toSorted((a, b) => a.seconds - b.seconds)
        for (const { key, amount, limit, window, seconds, what } of inOrder) {
          const now = new Date(NOW.getTime() + seconds * 1000)
          if (what === 'reopen') {
            file.close()
            file = new CounterLog(options)
          }
          const answers = [file, memory].map((counters) => {
            if (what === 'rollBack') counters.rollBack(key, amount)
            const granted = what === 'reserve' && counters.reserve(key, amount, limit, window, now)
            return [granted, counters.read(key, now)]
          })
          expect(answers[0]).toEqual(answers[1])
          expect(file.stored(key)).toBe(memory.stored().get(key))
        }
        file.close()
      }),
      { numRuns: 60 },
    )
  })

  it('are shared by those with one prefix and apart for another', () => {
    const folder = temporaryFolder()
    const [a, b, other] = ['x:', 'x:', 'y:'].map((prefix) => new CounterLog({ folder, prefix }))
    a?.reserve('t.n', 3n, 10n, 'hour', NOW)
    expect(b?.read('t.n', NOW)).toBe(3n)
    expect(other?.read('t.n', NOW)).toBe(0n)
  })

  it('are not given anew by a call that was judged from before the window on', () => {
    const folder = temporaryFolder()
    const [quick, slow] = [new CounterLog({ folder }), new CounterLog({ folder })]
    const [before, after] = [new Date('2026-03-04T10:30:59Z'), new Date('2026-03-04T10:31:01Z')]
    expect(quick.reserve('t.n', 4n, 5n, 'minute', after)).toBe(true)
    expect(slow.read('t.n', before)).toBe(4n)
    expect(slow.reserve('t.n', 1n, 5n, 'minute', before)).toBe(true)
    expect(slow.reserve('t.n', 1n, 5n, 'minute', before)).toBe(false)
    expect(quick.reserve('t.n', 1n, 5n, 'minute', after)).toBe(false)
  })

  it.each([
    ['a day', '2026-03-05T00:00:01Z'],
    ['years', '2030-01-01T00:00:00Z'],
  ])('begin anew when the clock was %s ahead, and leave the next window whole', (_, ahead) => {
    const counters = new CounterLog({ folder: temporaryFolder() })
    const reserve = (at: string | Date) => counters.reserve('t.n', 1n, 2n, 'day', new Date(at))
    expect(reserve(ahead)).toBe(true)
    expect(counters.read('t.n', NOW)).toBe(0n)
    expect([reserve(NOW), reserve(NOW), reserve(NOW)]).toEqual([true, true, false])
    const [last, next] = ['2026-03-04T23:59:59Z', '2026-03-05T00:00:01Z']
    expect([reserve(last), reserve(next), reserve(last), reserve(next)]).toEqual([false, true, true, false])
  })

  it('are not lost for others when the clock was ahead once', () => {
    const counters = new CounterLog({ folder: temporaryFolder(), fullBytes: 300 })
    counters.reserve('t.early', 1n, 100n, 'day', new Date('2030-01-01T00:00:00Z'))
    for (let i = 0; i < 10; i++) counters.reserve('t.n', 1n, 100n, 'day', NOW)
    expect(counters.read('t.n', NOW)).toBe(10n)
  })

  it('are not spoilt by a line that was cut off', () => {
    const folder = temporaryFolder()
    const counters = new CounterLog({ folder })
    counters.reserve('t.n', 1n, 10n, 'hour', NOW)
    const [name = ''] = readdirSync(folder)
    for (const torn of [
      '{"kind":"reserve","id":"x","key":"t.n","amo',
      '\0\0\0\n',
      '{"kind":"reserve","id":"y"}\n',
    ])
      appendFileSync(join(folder, name), torn)
    expect(counters.reserve('t.n', 1n, 10n, 'hour', NOW)).toBe(true)
    expect(new CounterLog({ folder }).read('t.n', NOW)).toBe(2n)
  })

  it('do not come back from a file that slept through two others', () => {
    const folder = temporaryFolder()
    const sleeper = new CounterLog({ folder, fullBytes: 300 })
    const busy = new CounterLog({ folder, fullBytes: 300 })
    for (let i = 0; i < 40; i++) busy.reserve('t.n', 1n, 100n, 'hour', NOW)
    expect(readdirSync(folder).length).toBeLessThanOrEqual(2)
    expect(sleeper.read('t.n', NOW)).toBe(40n)
    expect(sleeper.reserve('t.n', 1n, 41n, 'hour', NOW)).toBe(true)
    expect(busy.reserve('t.n', 1n, 41n, 'hour', NOW)).toBe(false)
  })

  it('count nothing in a full file, also while no next one can be opened', () => {
    const folder = join(temporaryFolder(), 'counters')
    const [a, b] = [new CounterLog({ folder, fullBytes: 200 }), new CounterLog({ folder })]
    const reserve = (counters: CounterLog) => counters.reserve('t.n', 1n, 100n, 'hour', NOW)
    for (let i = 0; i < 2; i++) expect(reserve(a)).toBe(true)
    expect(reserve(b)).toBe(true)
    renameSync(folder, `${folder}-away`)
    for (let i = 0; i < 3; i++) expect(() => reserve(a)).toThrow(CounterStoreError)
    renameSync(`${folder}-away`, folder)
    expect(reserve(a)).toBe(true)
    expect([a.read('t.n', NOW), b.read('t.n', NOW)]).toEqual([4n, 4n])
  })

  it('fail closed when they cannot be kept', () => {
    const counters = new CounterLog({ folder: temporaryFolder() })
    counters.close()
    expect(() => counters.reserve('t.n', 1n, 10n, 'hour', NOW)).toThrow(CounterStoreError)
    expect(() => counters.read('t.n', NOW)).toThrow(CounterStoreError)
  })

  it('grant exactly the limit to processes that race and are killed', async () => {
    const folder = temporaryFolder()
    const go = join(temporaryFolder(), 'go')
    const start = () => runScript('proxy/counters/reserve.fixture.ts', [folder, '8000', '50000', go])
    const workers = [start(), start(), start(), start()]
    await Promise.all(workers.map(({ printed }) => printed(/ready/)))
    // All begin at once: one that came late would find nothing left.
    writeFileSync(go, '')
    await Promise.all(workers.slice(0, 2).map(({ printed }) => printed(/\+/)))
    for (const { child } of workers.slice(0, 2)) child.kill('SIGKILL')
    await Promise.all(workers.map(({ exitCode }) => exitCode()))
    expect(new CounterLog({ folder }).read('tool.n', NOW)).toBe(8000n)
    const told = workers.map(({ output }) => output().split('+').length - 1)
    const sum = told.reduce((a, b) => a + b)
    // A killed one may have been granted one more than it could tell.
    expect(sum).toBeLessThanOrEqual(8000)
    expect(sum).toBeGreaterThanOrEqual(7998)
  })
})
