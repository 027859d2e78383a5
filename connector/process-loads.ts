import type { LoadReport } from '@/lib/wire/report'

/** Loads of a process that are told again to a server which lost them: a process has few, and a host many processes. */
const MOST_TOLD = 50

/** Loads of one process, in their order. */
export class ProcessLoads {
  #untold: LoadReport[] = []
  #told: readonly LoadReport[] = []

  /** Whether a report is to tell some. */
  get areNew(): boolean {
    return this.#untold.length > 0
  }

  /** Those that a report took before, the newest of them. */
  get told(): readonly LoadReport[] {
    return this.#told
  }

  add(load: LoadReport): void {
    this.#untold.push(load)
  }

  /** The newest one is not told yet: it is not known how well it is proved. */
  takeBack(): LoadReport | undefined {
    return this.#untold.pop()
  }

  /** What a report tells now. */
  take(): LoadReport[] {
    const taken = this.#untold.splice(0)
    this.remember([...this.#told, ...taken])
    return taken
  }

  /** Goes on with what was told of the process before. A line that is read again tells the same load again: the server has the first. */
  remember(told: readonly LoadReport[]): void {
    const one = new Map<string, LoadReport>()
    for (const load of told) {
      const key = `${load.kind} ${load.at}`
      if (!one.has(key)) one.set(key, load)
    }
    this.#told = [...one.values()].slice(-MOST_TOLD)
  }

  /** Goes on with those of another file of the process. */
  inherit(elder: ProcessLoads): void {
    this.#untold = elder.#untold.splice(0)
    this.#told = elder.#told
  }
}
