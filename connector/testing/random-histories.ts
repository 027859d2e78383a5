import * as fc from 'fast-check'
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

/** What histories came to. */
export interface Lived {
  readonly wrong: readonly WrongClaim[]
  /** Claims of connectors, and of the server, that were compared with what was in memory. */
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
  const live = async ({ steps, ...options }: History): Promise<Lived> => {
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
  return {
    some: fc.array(history(limits), { minLength: limits.atOnce, maxLength: limits.atOnce }),
    live: async (histories: readonly History[]): Promise<Lived> => {
      const lives = await Promise.all(histories.map(live))
      const sum = (of: (one: Lived) => number) => lives.reduce((total, one) => total + of(one), 0)
      return {
        wrong: lives.flatMap(({ wrong }) => wrong),
        checked: sum(({ checked }) => checked),
        asked: sum(({ asked }) => asked),
      }
    },
    clock,
    close: async () => {
      await server.close()
      clock.close()
    },
  }
}
