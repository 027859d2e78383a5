import * as fc from 'fast-check'
import { expect } from 'vitest'
import { policy } from './handled-file'
import { RandomHost, type WrongClaim } from './random-host'
import { serveVerdicts } from './served-verdicts'
import { SteppedClock } from './stepped-clock'

/** How long histories are, and how often the server is asked in one. */
export interface HistoryLimits {
  readonly minSteps: number
  readonly maxSteps: number
  /** Hosts that live at the same time, each with a history of its own. */
  readonly atOnce: number
  /** Every so many steps. */
  readonly askEvery: number
}

/** Claims of connectors, and of the server, that were compared with what was in memory. */
interface Lived {
  readonly checked: number
  readonly asked: number
}

const history = (limits: HistoryLimits) =>
  fc.record({
    mode: fc.constantFrom('observe' as const, 'pull' as const),
    linked: fc.boolean(),
    visible: fc.boolean(),
    // Two of three are stock: what our own proxy runs it says itself.
    engine: fc.constantFrom('stock' as const, 'stock' as const, 'lockstep' as const),
    steps: fc.array(
      fc.tuple(fc.constantFrom(...RandomHost.operations), fc.constantFrom(0, 5, 20, 60, 110, 131, 180)),
      { minLength: limits.minSteps, maxLength: limits.maxSteps },
    ),
  })
type History = typeof history extends (limits: HistoryLimits) => fc.Arbitrary<infer Value> ? Value : never

/** Histories of several hosts with one clock, and one server that knows all of them. */
export async function openHistories(limits: HistoryLimits) {
  const clock = new SteppedClock()
  const server = await serveVerdicts(() => clock.elsewhere())
  const live = async ({
    steps,
    ...options
  }: History): Promise<Lived & { readonly wrong: readonly WrongClaim[] }> => {
    const served = await server.enrol(policy(0))
    const host = new RandomHost({ ...options, clock, served })
    try {
      await host.step('start another process', 70)
      for (const [index, [name, waitMs]] of steps.entries()) {
        await host.step(name, waitMs)
        if (index % limits.askEvery === 0) await host.askServer(name)
      }
      return { wrong: host.wrong, checked: host.checked, asked: host.asked }
    } finally {
      host.end()
    }
  }
  const some = fc.array(history(limits), { minLength: limits.atOnce, maxLength: limits.atOnce })
  return {
    /** Lives so many times some histories at once, and expects that nothing claimed in them is wrong. */
    live: async (numRuns: number): Promise<Lived> => {
      let [checked, asked] = [0, 0]
      await fc.assert(
        fc.asyncProperty(some, async (histories) => {
          const lives = await Promise.all(histories.map(live))
          for (const one of lives) {
            checked += one.checked
            asked += one.asked
          }
          expect(lives.flatMap(({ wrong }) => wrong)).toEqual([])
        }),
        { numRuns, endOnFailure: true },
      )
      return { checked, asked }
    },
    clock,
    close: async () => {
      await server.close()
      clock.close()
    },
  }
}
