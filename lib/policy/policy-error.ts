import type { PolicyPath, Position } from './locate'

/** The kinds of validation error, one for each of Intercept's messages. */
export type PolicyErrorCode =
  | 'version'
  | 'default'
  | 'hide-empty'
  | 'hide-duplicate'
  | 'counter-duplicate'
  | 'rate-limit-format'
  | 'rate-limit-count'
  | 'rate-limit-window'
  | 'rate-limit-combined'
  | 'rate-limit-on-deny'
  | 'rule-name'
  | 'rule-action'
  | 'deny-with-conditions'
  | 'evaluate-without-conditions'
  | 'condition-path'
  | 'condition-operator'
  | 'value-list'
  | 'value-number'
  | 'value-boolean'
  | 'value-regex-type'
  | 'value-regex'
  | 'state-counter'
  | 'state-window'
  | 'state-increment-from'
  | 'state-missing'

/** An error without its position, as the checks report it. */
export interface PolicyFinding {
  readonly code: PolicyErrorCode
  /** Intercept's exact words. A newline in a tool name breaks them into lines, as there. */
  readonly message: string
  /** What the error is about; may name a field that is missing. */
  readonly path: PolicyPath
}

/** What makes Intercept refuse a policy that it can load. */
export interface PolicyError extends PolicyFinding, Position {}

/** Where a check reports to. */
export type Report = (code: PolicyErrorCode, message: string, path: PolicyPath) => void

/** Where a rule or condition stands: `prefix` begins its messages. */
export interface Place {
  readonly prefix: string
  readonly path: PolicyPath
}
