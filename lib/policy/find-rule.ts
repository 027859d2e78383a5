import type { Policy, Rule } from './policy'

/** Where a rule of a policy stands. */
export interface RulePlace {
  /** The tool that lists it, or `*`. */
  readonly tool: string
  /** From zero, as in the policy. */
  readonly index: number
  readonly rule: Rule
}

/** The rule of this name that decides calls of a tool; null when there is none. Rules of the tool are tried before those of `*`. */
export function findRule({ tools }: Policy, tool: string, name: string): RulePlace | null {
  for (const key of [tool, '*']) {
    const rules = tools.get(key)?.rules ?? []
    const index = rules.findIndex((candidate) => candidate.name === name)
    const rule = rules[index]
    if (rule !== undefined) return { tool: key, index, rule }
  }
  return null
}
