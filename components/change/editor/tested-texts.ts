/** A policy with its tests, as texts of the draft or of the branch; `tests` null when it has none. */
export interface TestedTexts {
  /** Of the policy. */
  readonly path: string
  readonly policy: string
  readonly tests: string | null
}
