import type { CallShapes } from './call-candidate'
import type { ConditionContent } from './edits'

/** Beyond this a rule is not read any more. */
export const MOST_KEYS = 8

/** A key with a dot would be read as a path into an argument. */
export function addressable(keys: readonly string[]): string[] {
  return [...new Set(keys)].filter((key) => key !== '' && !key.includes('.'))
}

/** The argument is given, or left out. */
export function given(key: string, value: boolean): ConditionContent {
  return { path: `args.${key}`, op: 'exists', value: { kind: 'bool', value } }
}

/** How many of the calls carry such names; null where the names of no call are known. */
export function countCalls(calls: CallShapes, isMeant: (keys: readonly string[]) => boolean): number | null {
  if (calls.length === 0) return null
  return calls.reduce((sum, { keys, calls: count }) => sum + (isMeant(keys) ? count : 0), 0)
}
