import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { RandomHost } from './testing/random-host'

const sample = new RandomHost({ mode: 'observe', linked: false, engine: 'stock', visible: false })
const OPERATIONS = Object.keys(sample.operations)
sample.end()

const history = fc.record({
  mode: fc.constantFrom('observe' as const, 'pull' as const),
  linked: fc.boolean(),
  visible: fc.boolean(),
  // Two of three are stock: what our own proxy runs it says itself.
  engine: fc.constantFrom('stock' as const, 'stock' as const, 'lockstep' as const),
  steps: fc.array(fc.tuple(fc.constantFrom(...OPERATIONS), fc.constantFrom(0, 5, 20, 60, 110, 131, 180)), {
    minLength: 8,
    maxLength: 16,
  }),
})
type History = typeof history extends fc.Arbitrary<infer Value> ? Value : never

async function live({ steps, ...options }: History): Promise<{ wrong: unknown[]; checked: number }> {
  const host = new RandomHost(options)
  try {
    await host.step('start another process', 70)
    for (const [name, waitMs] of steps) await host.step(name, waitMs)
    return { wrong: host.wrong, checked: host.checked }
  } finally {
    host.end()
  }
}

it('never claims a content at evidence 3 or above that is not the one in memory', async () => {
  let checked = 0
  await fc.assert(
    fc.asyncProperty(fc.array(history, { minLength: 8, maxLength: 8 }), async (histories) => {
      const lives = await Promise.all(histories.map(live))
      checked += lives.reduce((sum, one) => sum + one.checked, 0)
      expect(lives.flatMap(({ wrong }) => wrong)).toEqual([])
    }),
    { numRuns: 3, endOnFailure: true },
  )
  expect(checked).toBeGreaterThan(50)
}, 60_000)
