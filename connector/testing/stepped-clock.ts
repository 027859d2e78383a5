import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'

const NS_PER_MS = 1_000_000n
/** At least as long as a tick of the kernel's coarse clock. */
const TICK_MS = 10
const RealDate = Date

/** From this instant of the real clock on, the host's clock is so much ahead of it. */
interface Step {
  readonly from: number
  readonly ahead: number
}

/** What the kernel says of a file, as far as it is times; a plain answer has no nanoseconds. */
interface Times {
  ctimeMs: number | bigint
  mtimeMs: number | bigint
  ctimeNs?: bigint
  mtimeNs?: bigint
}

/**
 * The clock of the host that this process sees, which somebody sets: the time of day, and the times that files were changed at. What
 * happened before a step keeps the time that the clock showed then, as on a real host. Timers go on, as they do there.
 */
export class SteppedClock {
  #steps: Step[] = [{ from: -Infinity, ahead: 0 }]
  readonly #undo: (() => void)[] = []

  /** Puts it in the place of the real one, for everything in this process, until `close`. */
  constructor() {
    const now = () => this.#shown(RealDate.now())
    globalThis.Date = class extends RealDate {
      constructor(...given: readonly unknown[]) {
        if (given.length === 0) super(now())
        else super(...(given as [number]))
      }
      static override now = now
    } as DateConstructor
    for (const name of ['statSync', 'lstatSync', 'fstatSync'] as const) this.#wrap(name)
    syncBuiltinESMExports()
  }

  /** Sets the clock forward, or back, whatever anybody is about. */
  step(ms: number): void {
    // Files are stamped with the time of the last tick: what was stamped before the step and what comes after must lie apart.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3 * TICK_MS)
    this.#steps.push({ from: RealDate.now() - TICK_MS, ahead: (this.#steps.at(-1)?.ahead ?? 0) + ms })
  }

  /** How often it was set. */
  get count(): number {
    return this.#steps.length - 1
  }

  /** The time by a clock that nobody sets: that of a server elsewhere. */
  elsewhere(): Date {
    return new RealDate()
  }

  close(): void {
    globalThis.Date = RealDate
    for (const undo of this.#undo) undo()
    syncBuiltinESMExports()
  }

  #shown(real: number): number {
    return real + this.#aheadAt(real)
  }

  #aheadAt(real: number): number {
    return this.#steps.findLast(({ from }) => from <= real)?.ahead ?? 0
  }

  #wrap(name: 'statSync' | 'lstatSync' | 'fstatSync'): void {
    const real = fs[name] as (...given: unknown[]) => Times | undefined
    const shown = (...given: unknown[]) => {
      const stat = real(...given)
      if (stat !== undefined) this.#show(stat)
      return stat
    }
    Object.assign(fs, { [name]: shown })
    this.#undo.push(() => Object.assign(fs, { [name]: real }))
  }

  #show(stat: Times): void {
    for (const [ms, ns] of [
      ['ctimeMs', 'ctimeNs'],
      ['mtimeMs', 'mtimeNs'],
    ] as const) {
      const ahead = this.#aheadAt(Number(stat[ms]))
      const nanoseconds = stat[ns]
      if (nanoseconds !== undefined) stat[ns] = nanoseconds + BigInt(ahead) * NS_PER_MS
      const milliseconds = stat[ms]
      stat[ms] = typeof milliseconds === 'bigint' ? milliseconds + BigInt(ahead) : milliseconds + ahead
    }
  }
}
