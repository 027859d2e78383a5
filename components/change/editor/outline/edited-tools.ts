import type { FileShape } from '../file-reading'
import { ruleMark } from '../rule-edits'

/** Tools whose rules differ from what git has; none for a new file. */
export function editedTools(reading: FileShape, base: FileShape | null): Set<string> {
  const before = base?.policy ?? null
  const edited = [...(reading.policy?.tools ?? [])].filter(([name, { rules }]) => {
    if (before === null) return false
    const old = before.tools.get(name)?.rules
    return (
      old === undefined ||
      old.length !== rules.length ||
      rules.some((rule) => ruleMark(rule, name, before) !== null)
    )
  })
  return new Set(edited.map(([name]) => name))
}
