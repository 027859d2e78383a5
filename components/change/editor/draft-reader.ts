import { draftText } from '@/lib/policy/edit/draft-text'
import { applyEdits } from '@/lib/policy/edit/apply-edits'
import type { Edit, EditRefusal } from '@/lib/policy/edit/edits'
import type { EditedFile } from './draft-state'
import type { FileShape } from './file-reading'
import { shapeText } from './shape-text'

/**
 * What the form needs of the policy language: edits become text, and the text says what the fields show. It is fetched a moment after the
 * page; what a change means, and what is wrong with a text, is asked elsewhere (`answer-question.ts`).
 */

/** Reads one file of a draft, edits and all. Made once per state of the file. */
export function readShape(file: EditedFile, isPolicy: boolean): FileShape {
  const known = shapes.get(file)
  if (known !== undefined) return known
  const { text, refusal } = textOf(file)
  const shape = { ...shapeText(text, isPolicy).shape, refusal }
  shapes.set(file, shape)
  return shape
}

/** Whether a file is a policy never changes without its path, which makes another state of it. */
const shapes = new WeakMap<EditedFile, FileShape>()

/** Whether edits can be made to a text; the refusal says why not. */
export function tryEdits(text: string, edits: readonly Edit[]): EditRefusal | null {
  const result = applyEdits(text, edits)
  return result.kind === 'refused' ? result : null
}

/** The steps from a start to where its edits led last: the next edit starts from there. Edits made one by one and together give the same text. */
interface Walk {
  readonly start: string
  readonly edits: readonly Edit[]
  readonly texts: readonly string[]
}

const walks: Walk[] = []
const MOST_WALKS = 8

/** The text of one file with its edits; of edits that do not fit, the text that they were made to. */
export function textOf(file: EditedFile): { readonly text: string; readonly refusal: EditRefusal | null } {
  const result = walk(file) ?? draftText(file, file.base ?? '')
  if (result.kind === 'deleted') return { text: '', refusal: null }
  return { text: result.text, refusal: result.kind === 'refused' ? result.refusal : null }
}

function walk({
  path,
  base,
  text,
  edits,
}: EditedFile): { readonly kind: 'text'; readonly text: string } | null {
  if (path === null) return null
  const start = text ?? base ?? ''
  const shared = (known: Walk) => {
    let count = 0
    while (count < edits.length && known.edits[count] === edits[count]) count += 1
    return count
  }
  const best = walks
    .filter((known) => known.start === start)
    .map((known) => ({ known, count: shared(known) }))
    .sort((a, b) => b.count - a.count)[0]
  const kept = best === undefined ? 0 : best.count
  const texts = [start, ...(best?.known.texts.slice(1, kept + 1) ?? [])]
  for (const edit of edits.slice(kept)) {
    const next = applyEdits(texts.at(-1) ?? start, [edit])
    if (next.kind === 'refused') return null
    texts.push(next.text)
  }
  walks.unshift({ start, edits, texts })
  walks.length = Math.min(walks.length, MOST_WALKS)
  return { kind: 'text', text: texts.at(-1) ?? start }
}
