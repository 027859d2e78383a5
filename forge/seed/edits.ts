import { findCase, findRule, findTool, withoutRules, type LineRange } from './outline'

/** Text of a file; `null` when there is no such file. */
export type FileText = string | null

/**
 * One change to one file. History is told from the present backwards: `undo` turns the text after the change into
 * the text before it, so the last state is the sample policy itself, byte for byte.
 */
export interface Edit {
  readonly path: string
  readonly undo: (after: FileText) => FileText
}

/** A replacement of text that occurs exactly once; known in both directions. */
export interface Replacement extends Edit {
  readonly redo: (before: FileText) => FileText
}

/** The edits that history is made of, for one file of the repository. */
export interface EditedFile {
  /** Tools that were not listed before. */
  readonly adds: (...tools: string[]) => Edit[]
  /** Rules that were not there before; a tool left without rules reads `rules: []`. */
  readonly rules: (tool: string, ...rules: string[]) => Edit[]
  readonly change: (before: string, after: string) => Replacement
  /** Changes inside a tool or a rule (`tool` or `tool/rule`), where the text need not be unique in the file. */
  readonly within: (place: string, before: string, after: string) => Replacement
  /** Whole lines that were not there before. */
  readonly wrote: (text: string) => Edit
  /** Whole lines that stood before `anchor` (the start of a line) and are gone now. */
  readonly removed: (text: string, anchor: string) => Edit
  /** Cases of a file of policy tests that were not there before. */
  readonly cases: (...names: string[]) => Edit[]
  /** The file itself was not there before. */
  readonly creates: () => Edit
}

export function edited(path: string): EditedFile {
  const onText = (undo: (after: string) => string): Edit => ({
    path,
    undo: (after) => undo(present(path, after)),
  })
  return {
    adds: (...tools) => tools.map((tool) => onText((after) => withoutTool(after, tool))),
    rules: (tool, ...rules) => rules.map((rule) => onText((after) => withoutRule(after, tool, rule))),
    change: (before, after) => replacement(path, before, after, (text) => ({ start: 0, end: text.length })),
    within: (place, before, after) => replacement(path, before, after, (text) => placeOf(text, place)),
    wrote: (text) => onText((after) => replaceOnce(after, text, '')),
    removed: (text, anchor) => onText((after) => replaceOnce(after, `\n${anchor}`, `\n${text}${anchor}`)),
    cases: (...names) => names.map((name) => onText((after) => withoutCase(after, name))),
    creates: () => ({ path, undo: () => null }),
  }
}

/** Whole lines, each with its line break. */
export function lines(...rows: readonly string[]): string {
  return rows.map((row) => `${row}\n`).join('')
}

/** The opposite change: what a revert does. Newest first becomes oldest first. */
export function reverse(edits: readonly Replacement[]): Replacement[] {
  return edits.map(({ path, undo, redo }) => ({ path, undo: redo, redo: undo })).reverse()
}

function replacement(
  path: string,
  before: string,
  after: string,
  span: (text: string) => { start: number; end: number },
): Replacement {
  const swap = (from: string, to: string) => (text: FileText) => {
    const whole = present(path, text)
    const { start, end } = span(whole)
    return whole.slice(0, start) + replaceOnce(whole.slice(start, end), from, to) + whole.slice(end)
  }
  return { path, undo: swap(after, before), redo: swap(before, after) }
}

function placeOf(text: string, place: string): { start: number; end: number } {
  const lines = text.split('\n')
  const [tool = '', rule] = place.split('/')
  const { from, to } = rule === undefined ? findTool(lines, tool) : findRule(lines, tool, rule)
  const start = lines.slice(0, from).join('\n').length
  return { start, end: start + lines.slice(from, to).join('\n').length + 1 }
}

function withoutTool(text: string, tool: string): string {
  const lines = text.split('\n')
  return cut(lines, findTool(lines, tool))
}

function withoutRule(text: string, tool: string, rule: string): string {
  const lines = text.split('\n')
  const block = findTool(lines, tool)
  const range = findRule(lines, tool, rule)
  const alone = lines.slice(block.from + 1, block.to).filter((_, at) => !inside(range, block.from + 1 + at))
  if (alone.some((line) => line.trim() !== 'rules:')) return cut(lines, range)
  const keyLine = lines[block.from] ?? ''
  return [...lines.slice(0, block.from), ...withoutRules(lines, keyLine), ...lines.slice(block.to)].join('\n')
}

function withoutCase(text: string, name: string): string {
  const lines = text.split('\n')
  return cut(lines, findCase(lines, name))
}

function inside(range: LineRange, at: number): boolean {
  return at >= range.from && at < range.to
}

/** Leaves no doubled blank line and none at the end. */
function cut(lines: readonly string[], range: LineRange): string {
  const rest = [...lines.slice(0, range.from), ...lines.slice(range.to)].join('\n')
  return `${rest.replace(/\n{3,}/g, '\n\n').trimEnd()}\n`
}

function replaceOnce(text: string, from: string, to: string): string {
  const at = text.indexOf(from)
  if (at === -1) throw new Error(`not found: ${from}`)
  if (text.indexOf(from, at + 1) !== -1) throw new Error(`found more than once: ${from}`)
  return text.slice(0, at) + to + text.slice(at + from.length)
}

function present(path: string, text: FileText): string {
  if (text === null) throw new Error(`${path} is not there yet`)
  return text
}
