/** A process that does not watch its file never answers. */
const MOST_TRIES = 3

/** How often each process was asked what it loads, by writing the same bytes once more, and about which content. */
export class AskedLoads {
  readonly #asked = new Map<string, { readonly of: string; readonly tries: number; readonly at: number }>()

  constructor(private readonly answerMs: number) {}

  /** Whether it is time to ask. Who did not answer about one content, on a host that was too busy, may about the next. */
  isDue(instance: string, of: string, now: Date): boolean {
    const asked = this.#asked.get(instance)
    if (asked?.of !== of) return true
    return asked.tries < MOST_TRIES && now.getTime() - asked.at >= asked.tries * this.answerMs
  }

  note(instance: string, of: string, now: Date): void {
    const asked = this.#asked.get(instance)
    const tries = asked?.of === of ? asked.tries : 0
    this.#asked.set(instance, { of, tries: tries + 1, at: now.getTime() })
  }

  /** A load of it was proved: the next one that cannot be is asked about anew. */
  forget(instance: string): void {
    this.#asked.delete(instance)
  }
}
