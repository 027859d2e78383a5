/** Undoes what was started, last first, once: on a signal or after a failure. */
export class Shutdown {
  readonly #undo: (() => Promise<void> | void)[] = []
  readonly #controller = new AbortController()
  #running: Promise<void> | undefined
  /** A person or a supervisor asked for it; it is no failure. */
  requested = false

  /** Aborts what is under way when the shutdown begins. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  /** Registers what has to be undone. When the shutdown has begun already, it is undone all the same. */
  add(undo: () => Promise<void> | void): void {
    this.#undo.push(undo)
  }

  /** Undoes everything, also what is added meanwhile; later calls wait for the first. */
  run(): Promise<void> {
    return (this.#running ??= this.#unwind())
  }

  async #unwind(): Promise<void> {
    this.#controller.abort()
    for (let undo = this.#undo.pop(); undo !== undefined; undo = this.#undo.pop()) {
      try {
        await undo()
      } catch (error) {
        // One thing that does not stop must not keep the others running.
        console.error(error)
      }
    }
  }
}

/** Begins the shutdown on the first signal that asks for it. Later ones change nothing: stopping is under way and ends by itself. */
export function shutDownOnSignal(shutdown: Shutdown): Promise<void> {
  return new Promise((resolve) => {
    const begin = () => {
      shutdown.requested = true
      resolve(shutdown.run())
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, begin)
  })
}
