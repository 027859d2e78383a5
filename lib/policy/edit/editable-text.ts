import { LineIndex } from '../line-index'
import type { Position } from '../locate'
import { loadDocument, parsePolicy, type LoadedPolicy, type ParsedPolicy } from '../parse-policy'
import type { YamlDocument, YamlNode } from '../yaml/node'
import { EditFailure } from './edit-failure'

/** Line breaks of go-yaml that editors do not count: CR alone, NEL, LS, PS. */
const ODD_BREAK = /\r(?!\n)|[\x85\u2028\u2029]/

/** Deeper files are refused: what reads them recurses. */
const DEEPEST = 200

/** Loads a file that may be edited. Throws an `EditFailure` when its layout makes any edit doubtful. */
export function loadEditable(text: string): LoadedPolicy {
  return editable(parsePolicy(text))
}

/** The same of a text that was parsed already. */
export function loadEditableDocument(document: YamlDocument): LoadedPolicy {
  return editable(loadDocument(document))
}

function editable(parsed: ParsedPolicy): LoadedPolicy {
  if (!parsed.ok) {
    const duplicate = /mapping key .* already defined|already set in type/.test(parsed.loadError)
    const reason = duplicate
      ? 'A key stands twice in this file. Remove one in the text.'
      : 'Intercept cannot load this file. Mend the text first.'
    throw new EditFailure(duplicate ? 'duplicate-key' : 'unloadable', reason, parsed.position)
  }
  const { document } = parsed
  const [directive] = document.directives
  if (directive !== undefined)
    throw new EditFailure('directives', 'A % line says how to read this file. Edit the text.', directive)
  if (document.ignoredFrom >= 0) {
    const at = { start: document.ignoredFrom, end: document.ignoredFrom }
    throw new EditFailure(
      'multiple-documents',
      'Intercept reads only the first document of this file. Remove the others in the text.',
      at,
    )
  }
  const odd = ODD_BREAK.exec(document.text)
  if (odd !== null) {
    const at = { start: odd.index, end: odd.index + 1 }
    throw new EditFailure('line-breaks', 'This file has an unusual line break. Edit the text.', at)
  }
  if (document.root !== null) checkDepth(document.root)
  return parsed
}

function checkDepth(root: YamlNode): void {
  let level = [root]
  for (let depth = 0; level.length > 0; depth++) {
    const [first] = level
    if (depth > DEEPEST && first !== undefined)
      throw new EditFailure(
        'not-sure',
        'The file is nested too deeply to be edited here. Edit the text.',
        first,
      )
    level = childrenOf(level)
  }
}

/** Asked on every key of the form, of every node of the file: no list is made for each of them. */
function childrenOf(level: readonly YamlNode[]): YamlNode[] {
  const children: YamlNode[] = []
  for (const node of level) {
    if (node.kind === 'sequence') for (const item of node.items) children.push(item.node)
    if (node.kind === 'mapping') for (const { value } of node.pairs) children.push(value)
  }
  return children
}

/** The position of a failure in the text it was found in. */
export function positionOf(text: string, failure: EditFailure, loaded: LoadedPolicy | null): Position {
  const { at } = failure
  if (at !== null && !('length' in at))
    return { ...new LineIndex(text).at(at.start), start: at.start, end: at.end }
  if (loaded === null) return { line: 1, column: 1, start: 0, end: 0 }
  const { line, column, start, end } = loaded.positions.locate(at ?? [])
  return { line, column, start, end }
}
