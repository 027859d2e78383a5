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
