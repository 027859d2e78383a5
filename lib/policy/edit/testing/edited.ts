import { applyEdits } from '../apply-edits'
import type { Edit, EditedText } from '../edits'

/** Makes edits that must not be refused. */
export function edited(text: string, edits: readonly Edit[]): EditedText {
  const result = applyEdits(text, edits)
  if (result.kind === 'edited') return result
  throw new Error(`${result.code}: ${result.reason} ${JSON.stringify(edits[result.edit])}`)
}
