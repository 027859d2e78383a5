import type { FileShape } from '../file-reading'
import { ruleMark } from '../rule-edits'
import type { RuleAtLine } from './yaml-extensions'

/** The rule whose lines hold a line, from 1, with the one of its name in `base`. */
export function findRule(reading: FileShape, base: FileShape | null, line: number): RuleAtLine | null {
  for (const [tool, views] of reading.rules) {
    const index = views.findIndex((view) => line >= view.line && line <= view.lastLine)
    const view = views[index]
    if (view === undefined) continue
    const mark = ruleMark(view.rule, tool, base?.policy ?? null)
    const same = base?.rules.get(tool)?.find(({ rule }) => rule.name === view.rule.name)
    return { tool, index, count: views.length, view, mark, before: mark === 'edited' ? (same ?? null) : null }
  }
  return null
}

/** The tool of `names` that stands last above a line; null above the first. */
export function toolAt(reading: FileShape, names: Iterable<string>, line: number): string | null {
  let best: string | null = null
  let from = 0
  for (const name of names) {
    const at = lineOfTool(reading, name)
    if (at > line || at < from || at === 1) continue
    best = name
    from = at
  }
  return best
}

/** Where a tool stands; while the text is not read, or cannot be, where its name stands as a key, else the first line. */
export function lineOfTool({ tools, text }: FileShape, name: string, now = text): number {
  const known = now === text ? tools.get(name) : undefined
  if (known !== undefined) return known.line
  const lines = now.split('\n')
  const at = lines.findIndex((one) => {
    const key = one.trim().replace(/^(['"])(.*)\1/, '$2')
    return key.startsWith(`${name}:`) && /^\s/.test(one)
  })
  return at < 0 ? 1 : at + 1
}
