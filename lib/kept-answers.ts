interface Kept<Answer> {
  readonly answer: Promise<Answer>
  /** 0 while it is asked. */
  cost: number
}

/**
 * Answers about things that never change (a commit, a blob), those that were asked for last. `cost` bounds the memory: when the sum of all
 * costs passes `most`, the ones that nobody asked for longest are let go, which costs only the time to ask again. What costs more than
 * `mostOfOne` is not kept, so that one answer does not push out all others.
 */
export class KeptAnswers<Answer> {
  /** In the order of the last question. */
  readonly #kept = new Map<string, Kept<Answer>>()
  #spent = 0

  constructor(
    private readonly most: number,
    private readonly cost: (answer: Answer) => number = () => 1,
    private readonly mostOfOne = most,
  ) {}

  /** The answer for a key, asked at most once at a time. A failed question is asked again next time. */
  get(key: string, ask: () => Promise<Answer>): Promise<Answer> {
    const known = this.#kept.get(key)
    if (known !== undefined) {
      this.#kept.delete(key)
      this.#kept.set(key, known)
      return known.answer
    }
    const kept: Kept<Answer> = { answer: ask(), cost: 0 }
    this.#kept.set(key, kept)
    kept.answer.then(
      (answer) => this.#count(key, kept, this.cost(answer)),
      () => this.#kept.delete(key),
    )
    return kept.answer
  }

  #count(key: string, kept: Kept<Answer>, cost: number): void {
    if (cost > this.mostOfOne) {
      this.#kept.delete(key)
      return
    }
    kept.cost = cost
    this.#spent += cost
    for (const [old, oldest] of this.#kept) {
      if (this.#spent <= this.most) return
      if (oldest.cost === 0) continue
      this.#kept.delete(old)
      this.#spent -= oldest.cost
    }
  }
}
