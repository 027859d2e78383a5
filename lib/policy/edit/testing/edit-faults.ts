import { parsePolicy, type LoadedPolicy } from '../../parse-policy'
import { applyEdits } from '../apply-edits'
import { applyToPolicy } from '../apply-to-policy'
import type { EditedText } from '../edits'
import { samePolicy } from '../same-policy'
import { applySplices } from '../splice'
import type { Trial } from './every-edit'
import { numstat } from './line-diff'

/** What is wrong with the outcome of one edit of a file, as one text per fault; none when all properties hold. */
export function editFaults(text: string, loaded: LoadedPolicy, trial: Trial): string[] {
  const result = applyEdits(text, [trial.edit])
  if (result.kind === 'refused') {
    // One sample shares a value by an anchor; that anything else is refused would be a fault.
    const shared = (result.code === 'anchor-used' || result.code === 'alias') && /[&*]\w/.test(text)
    return shared ? [] : [`refused: ${result.code} ${result.reason}`]
  }
  return [
    ...meaningFaults(loaded, trial, result),
    ...undoFaults(text, result),
    ...rangeFaults(text, loaded, trial, result),
    ...commentFaults(loaded, trial, result),
    ...lineFaults(text, loaded, trial, result),
    ...layoutFaults(text, result),
  ]
}

function meaningFaults({ policy }: LoadedPolicy, { edit }: Trial, { text }: EditedText): string[] {
  const intent = applyToPolicy(policy, edit)
  const after = parsePolicy(text)
  if (!intent.ok || !after.ok) return ['does not load']
  return samePolicy(intent.policy, after.policy) ? [] : ['does not say what was intended']
}

function undoFaults(before: string, { text, splices, undo }: EditedText): string[] {
  const faults = []
  if (applySplices(before, splices) !== text) faults.push('the splices do not make the text')
  if (applySplices(text, undo) !== before) faults.push('undo does not give the bytes back')
  return faults
}

/** The lines of an item as a person sees them: its own comment above, and comments below that stand deeper. */
function extentOf(loaded: LoadedPolicy, trial: Trial): { start: number; end: number; exact: boolean } {
  const { text } = loaded.document
  const { start, end, exact } = loaded.positions.locate(trial.path)
  const before = text.slice(0, start)
  const indentation = /^\ufeff?([ ]*(?:- +)?)$/m.exec(before.slice(before.lastIndexOf('\n') + 1))
  if (indentation === null) return { start, end, exact }
  const line = before.lastIndexOf('\n') + 1
  const dash = text.slice(line, start).indexOf('-')
  const column = dash < 0 || typeof trial.path.at(-1) === 'string' ? start - line : dash
  const lines = text.slice(0, line).split('\n')
  lines.pop()
  let from = line
  while (isCommentAt(lines.at(-1) ?? '', column)) from -= (lines.pop() ?? '').length + 1
  const below = /^[^\n]*(?:\n|$)(?:(?:[ \t\r]*\n)*(?: {1,}#[^\n]*(?:\n|$)))*/.exec(text.slice(end))
  const tail = (below?.[0] ?? '').split('\n')
  let to = end + (tail[0] ?? '').length + 1
  let reach = to
  for (const comment of tail.slice(1)) {
    reach += comment.length + 1
    if (comment.trim() === '') continue
    if (comment.search(/\S/) <= column) break
    to = reach
  }
  return { start: from, end: Math.min(to, text.length), exact }
}

function isCommentAt(line: string, column: number): boolean {
  return line.search(/\S/) === column && line[column] === '#' && !/([-=─━═*#~_])\1{2}/.test(line)
}

/** Around what was touched only separators may change: blanks, breaks, commas, and what an empty list is written with. */
function rangeFaults(text: string, loaded: LoadedPolicy, trial: Trial, result: EditedText): string[] {
  if (trial.edit.op === 'rename-tool' || trial.edit.op === 'set-counter') return []
  const { start, end } = extentOf(loaded, trial)
  const from = text.slice(0, start).replace(/[\s,:[\]{}]*$/, '').length
  const to = end + (/^[\s,[\]{}]*/.exec(text.slice(end))?.[0].length ?? 0)
  const outside = result.splices.filter(
    (splice) => (splice.start < from && splice.text !== ' []') || splice.end > to,
  )
  return outside.map((splice) => `touches ${JSON.stringify(text.slice(splice.start, splice.end))} outside`)
}

function commentsOf({ document }: LoadedPolicy, skip: { start: number; end: number } | null): string[] {
  return document.comments
    .filter(({ start }) => skip === null || start < skip.start || start >= skip.end)
    .map(({ start, end }) => document.text.slice(start, end).trim())
    .toSorted()
}

function commentFaults(loaded: LoadedPolicy, trial: Trial, result: EditedText): string[] {
  if (trial.edit.op === 'duplicate-rule' || trial.edit.op === 'set-hide') return []
  const after = parsePolicy(result.text)
  const extent = extentOf(loaded, trial)
  const gone = trial.kind === 'remove' && extent.exact && !isHeader(loaded, extent.start) ? extent : null
  if (isHeader(loaded, extent.start)) return []
  const wanted = commentsOf(loaded, gone)
  const held = after.ok ? commentsOf(after, null) : []
  const replaced = trial.edit.op === 'set-condition-value'
  if (replaced) return []
  return JSON.stringify(wanted) === JSON.stringify(held) ? [] : ['comments differ']
}

function isHeader({ document }: LoadedPolicy, start: number): boolean {
  return document.text.slice(0, start).trim() === ''
}

/** The shortest line diff there can be for one item. */
function lineFaults(text: string, loaded: LoadedPolicy, { kind, path }: Trial, result: EditedText): string[] {
  if (loaded.document.root?.kind !== 'mapping' || loaded.document.root.style === 'flow') return []
  const { added, removed } = numstat(text, result.text)
  const extent = extentOf(loaded, { kind, path, edit: { op: 'unset-default' } })
  const lines = text.slice(extent.start, extent.end).split('\n').length
  const bare = text.endsWith('\n') ? 0 : 1
  const fits = {
    set: added <= 1 + bare && removed <= 1 + bare,
    remove: added <= 1 + bare && removed <= lines + 1 + bare,
    insert: removed <= 1 + bare,
    other: true,
  }[kind]
  return fits ? [] : [`+${added} -${removed} lines`]
}

function layoutFaults(before: string, { text }: EditedText): string[] {
  const faults = []
  if (before.includes('\r\n') && /[^\r]\n/.test(text)) faults.push('a line break is not the file’s')
  if (!before.includes('\r') && text.includes('\r')) faults.push('a line break is not the file’s')
  if (before.endsWith('\n') !== text.endsWith('\n')) faults.push('the final newline differs')
  if (before.startsWith('\ufeff') !== text.startsWith('\ufeff')) faults.push('the byte order mark differs')
  if (/[ \t]+\r?$/m.test(text) && !/[ \t]+\r?$/m.test(before)) faults.push('blanks at the end of a line')
  if (isJson(before) && !isJson(text)) faults.push('is no JSON any more')
  return faults
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
