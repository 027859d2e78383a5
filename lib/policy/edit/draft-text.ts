import { applyEdits } from './apply-edits'
import type { Edit, EditRefusal } from './edits'

/** What a file of a draft says now. */
export type DraftText =
  | { readonly kind: 'text'; readonly text: string; readonly edits: readonly Edit[] }
  | { readonly kind: 'deleted' }
  /** The edits do not fit: the text before them is kept, nothing is guessed. */
  | { readonly kind: 'refused'; readonly refusal: EditRefusal; readonly text: string }

/** What the text of a file of a draft comes from; see `draftFileSchema`. */
export interface DraftTextSource {
  readonly path: string | null
  readonly text: string | null
  readonly edits: readonly Edit[]
}

/** Applies a file's edits to its base; the same function serves preview and submission. `base` is '' for a new file. */
export function draftText(file: DraftTextSource, base: string): DraftText {
  if (file.path === null) return { kind: 'deleted' }
  const start = file.text ?? base
  if (file.edits.length === 0) return { kind: 'text', text: start, edits: [] }
  const result = applyEdits(start, file.edits)
  return result.kind === 'edited'
    ? { kind: 'text', text: result.text, edits: file.edits }
    : { kind: 'refused', refusal: result, text: start }
}
