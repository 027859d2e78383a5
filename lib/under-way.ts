/** Questions that are being answered: who asks the same meanwhile gets the same answer. Afterwards, or when it failed, it is asked anew. */
export class UnderWay<Value> {
  readonly #asked = new Map<string, Promise<Value>>()

  share(question: string, ask: () => Promise<Value>): Promise<Value> {
    const asked = this.#asked.get(question)
    if (asked !== undefined) return asked
    const answer = ask().finally(() => this.#asked.delete(question))
    this.#asked.set(question, answer)
    return answer
  }
}
