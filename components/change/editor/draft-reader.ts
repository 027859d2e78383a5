import { applyEdits, refuseTooMany } from '@/lib/policy/edit/apply-edits'
import type { Edit, EditRefusal } from '@/lib/policy/edit/edits'
import { HeldTexts } from '@/lib/policy/edit/held-texts'
import { addEdits } from './coalesce-edits'
import type { EditedFile } from './draft-state'
import type { FileShape } from './file-reading'
import { shapeText } from './shape-text'

/**
 * What the form needs of the policy language: edits become text, and the text says what the fields show. It is fetched a moment after the
 * page; what a change means, and what is wrong with a text, is asked elsewhere (`answer-question.ts`). A key costs what it changes: the
 * texts that were edited last are held as they were read, and what an edit leaves as it was is the same object before and after.
 */

const held = new HeldTexts()

/** Reads one file of a draft, edits and all. Made once per state of the file. */
export function readShape(file: EditedFile, isPolicy: boolean): FileShape {
  const known = shapes.get(file)
  if (known !== undefined) return known
  const { text, refusal } = textOf(file)
  const before = lastShapes.get(file.key)
  const parsed = held.find(text) ?? undefined
  const shape = { ...shapeText(text, isPolicy, { before, parsed }).shape, refusal }
  shapes.set(file, shape)
  lastShapes.set(file.key, shape)
  return shape
}

/** Whether a file is a policy never changes without its path, which makes another state of it. */
const shapes = new WeakMap<EditedFile, FileShape>()
/** By key of the file. */
const lastShapes = new Map<string, FileShape>()

/** Whether further edits can be made to a file; the refusal says why not. What they make is kept for the state that has them. */
export function tryEdits(file: EditedFile, more: readonly Edit[]): EditRefusal | null {
  return textOf({ ...file, edits: addEdits(file.edits, more).edits }).refusal
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
export function textOf({ path, base, text, edits }: EditedFile): {
  readonly text: string
  readonly refusal: EditRefusal | null
} {
  if (path === null) return { text: '', refusal: null }
  const start = text ?? base ?? ''
  const refusal = refuseTooMany(start, edits.length)
  if (refusal !== null) return { text: start, refusal }
  const texts = longestWalk(start, edits)
  for (const [place, edit] of edits.entries()) {
    if (place + 1 < texts.length) continue
    const next = applyEdits(texts[place] ?? start, [edit], held)
    if (next.kind === 'refused')
      return { text: start, refusal: { ...next, edit: next.edit < 0 ? next.edit : place } }
    texts.push(next.text)
  }
  walks.unshift({ start, edits, texts })
  walks.length = Math.min(walks.length, MOST_WALKS)
  return { text: texts.at(-1) ?? start, refusal: null }
}

/** The texts that are known already, from the start on. */
function longestWalk(start: string, edits: readonly Edit[]): string[] {
  let longest: string[] = [start]
  for (const known of walks) {
    if (known.start !== start) continue
    const other = edits.findIndex((edit, place) => !isSameEdit(edit, known.edits[place]))
    const texts = known.texts.slice(0, (other < 0 ? edits.length : other) + 1)
    if (texts.length > longest.length) longest = texts
  }
  return longest
}

/** Edits are JSON; those that were tried are equal to those that were made then. */
function isSameEdit(one: Edit, other: Edit | undefined): boolean {
  return one === other || (other !== undefined && JSON.stringify(one) === JSON.stringify(other))
}
