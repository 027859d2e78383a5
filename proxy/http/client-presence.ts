/** Whether the client of one request is still there. As an AbortSignal, which costs far more than all that is done with it here. */
export class ClientPresence {
  #isGone = false
  #onGone: (() => void) | undefined

  get isGone(): boolean {
    return this.#isGone
  }

  /** The client went. */
  end(): void {
    this.#isGone = true
    this.#onGone?.()
  }

  /** Calls back when the client goes, and at once when it is gone; only the last one who asked. */
  onGone(listener: () => void): void {
    this.#onGone = listener
    if (this.#isGone) listener()
  }
}
