import type { Policy, Rule } from '@/lib/policy/policy'
import type { FileShape } from '../file-reading'
import { ruleMark } from '../rule-edits'

/** Tools whose rules differ from what git has; none for a new file. */
export function editedTools({ policy }: FileShape, base: FileShape | null): Set<string> {
  const before = base?.policy ?? null
  if (policy === null || before === null) return new Set()
  return new Set([...policy.tools.keys()].filter((name) => isEdited(name, policy, before)))
}

/** Rules that a key left alone are the same objects as before it, and were compared then. */
const compared = new WeakMap<
  readonly Rule[],
  { readonly old: readonly Rule[] | undefined; readonly isEdited: boolean }
>()

function isEdited(name: string, policy: Policy, before: Policy): boolean {
  const rules = policy.tools.get(name)?.rules ?? []
  const old = before.tools.get(name)?.rules
  const known = compared.get(rules)
  if (known !== undefined && known.old === old) return known.isEdited
  const isOther =
    old === undefined ||
    old.length !== rules.length ||
    rules.some((rule) => ruleMark(rule, name, before) !== null)
  compared.set(rules, { old, isEdited: isOther })
  return isOther
}
