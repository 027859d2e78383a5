/**
 * Answers about things that never change (a commit, a blob), the newest of them. `cost` bounds the memory: when the sum of all costs
 * would pass `most`, everything is let go, which costs only the time to ask again.
 */
export class KeptAnswers<Answer> {
  readonly #answers = new Map<string, Promise<Answer>>()
  #spent = 0

  constructor(
    private readonly most: number,
    private readonly cost: (answer: Answer) => number = () => 1,
  ) {}

  /** The answer for a key, asked at most once at a time. A failed question is asked again next time. */
  get(key: string, ask: () => Promise<Answer>): Promise<Answer> {
    const known = this.#answers.get(key)
    if (known !== undefined) return known
    const asking = ask()
    this.#answers.set(key, asking)
    asking.then(
      (answer) => this.#count(this.cost(answer)),
      () => this.#answers.delete(key),
    )
    return asking
  }

  #count(cost: number): void {
    this.#spent += cost
    if (this.#spent <= this.most) return
    this.#answers.clear()
    this.#spent = 0
  }
}
