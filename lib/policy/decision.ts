import type { RuleReference } from './compile-policy'

/** What an allowed call has taken of a counter. */
export interface Reservation {
  readonly key: string
  readonly amount: bigint
  /** When the window ends that it was taken in, in milliseconds since the Unix epoch. */
  readonly until: number
}

export type Decision =
  | { readonly result: 'allowed'; readonly reservations: readonly Reservation[] }
  | {
      readonly result: 'denied'
      /** As in Intercept's event log: absent when a counter or a failure refused the call; `(hidden)`, `(default deny)`. */
      readonly rule?: string
      /** As in the event log; the agent reads `[INTERCEPT POLICY DENIED] ` before it. */
      readonly message: string
      /** The rule that decided, also where the log does not name it. Absent for hidden tools and default deny. */
      readonly decidedBy?: RuleReference
    }
