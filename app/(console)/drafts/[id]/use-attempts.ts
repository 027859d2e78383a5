import { useState } from 'react'

/** As many as the server takes. */
const MOST_UNANSWERED = 1000

/** Names the saves of this page, and keeps those whose answers were lost: they may have been done. */
class Attempts {
  readonly #page = Math.random().toString(36).slice(2)
  #unanswered: readonly string[] = []

  /** A save of this version, after those before it that have no answer. */
  begin(version: number): { readonly attempt: string; readonly after: readonly string[] } {
    const after = this.#unanswered
    const attempt = `${this.#page} ${version}`
    if (!after.includes(attempt) && after.length < MOST_UNANSWERED) this.#unanswered = [...after, attempt]
    return { attempt, after }
  }

  /** It was answered; these are still without an answer. */
  end(unanswered: readonly string[]): void {
    this.#unanswered = unanswered
  }
}

export function useAttempts(): Attempts {
  const [attempts] = useState(() => new Attempts())
  return attempts
}
