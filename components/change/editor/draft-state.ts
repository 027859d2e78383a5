import type { DraftViewFile } from '@/lib/changes/get-draft'
import type { DraftWishes } from '@/lib/changes/draft-wishes'
import type { Edit } from '@/lib/policy/edit/edits'
import { addEdits } from './coalesce-edits'

/** A file on screen; `key` names it for as long as the page is open, wherever it moves. */
export interface EditedFile extends DraftViewFile {
  readonly key: string
}

/** What its pull request is called, what a person says of it, and how they want it opened. */
export interface DraftAbout {
  readonly title: string
  readonly description: string
  readonly wishes: DraftWishes
}

/** What a person did to a draft that was not sent yet; `past` and `future` are for undo and redo. */
export interface DraftState {
  readonly files: readonly EditedFile[]
  /** Not part of undo: the keys that undo are those of the files. */
  readonly about: DraftAbout
  readonly past: readonly (readonly EditedFile[])[]
  readonly future: readonly (readonly EditedFile[])[]
  /** Grows with every change; what is saved carries the number it was made at. */
  readonly version: number
  /** What was typed last, and when (milliseconds of any clock): what goes on from it is the same step of undo. */
  readonly typing: { readonly key: string; readonly at: number } | null
}

export type DraftAction =
  /** Edits of the form that belong together. `at` is when, in milliseconds of any clock. */
  | { readonly kind: 'edit'; readonly file: string; readonly edits: readonly Edit[]; readonly at: number }
  /** The text editor's whole text: it takes the place of base and edits. */
  | { readonly kind: 'write'; readonly file: string; readonly text: string; readonly at: number }
  /** Back to what git has, with these edits to it. `tests`: those of a policy, which go where it goes. */
  | {
      readonly kind: 'reset'
      readonly file: string
      readonly edits?: readonly Edit[]
      readonly tests?: EditedFile | undefined
    }
  /** Another place for the file; null deletes it. `tests`: those of a policy, which go where it goes. */
  | {
      readonly kind: 'move'
      readonly file: string
      readonly path: string | null
      readonly tests?: EditedFile | undefined
    }
  | { readonly kind: 'add-file'; readonly added: EditedFile }
  /** Out of the draft: git's file stays as it is. */
  | { readonly kind: 'drop-file'; readonly file: string }
  /** The file starts from another content of the branch, with what was chosen on top. */
  | { readonly kind: 'rebase'; readonly file: string; readonly onto: Rebased }
  /** The branch has its file no more: it goes on as a new one, with this text. */
  | { readonly kind: 'detach'; readonly file: string; readonly text: string }
  | { readonly kind: 'describe'; readonly about: Partial<DraftAbout> }
  /** What an earlier page of this tab could not save. */
  | { readonly kind: 'restore'; readonly files: readonly EditedFile[]; readonly about: DraftAbout }
  | { readonly kind: 'undo' }
  | { readonly kind: 'redo' }

export type Rebased = Pick<DraftViewFile, 'base' | 'baseBlob' | 'headBlob' | 'edits' | 'text'>

const NEW_FILE = { basePath: null, baseBlob: null, base: '', headBlob: null, headText: null, edits: [] }

const DEEPEST = 200
/** Whoever pauses longer begins a new step of undo. */
const SAME_STEP_MS = 1500

export function startState(draft: DraftAbout & { readonly files: readonly DraftViewFile[] }): DraftState {
  const { files, title, description, wishes } = draft
  return {
    files: files.map((file) => Object.assign({ key: keyOf(file) }, file)),
    about: { title, description, wishes },
    past: [],
    future: [],
    version: 0,
    typing: null,
  }
}

/** The key of a file that comes from the server. */
export function keyOf({ basePath, path }: Pick<DraftViewFile, 'basePath' | 'path'>): string {
  return basePath === null ? `new ${path}` : `git ${basePath}`
}

/** The next state; pure. */
export function draftReducer(state: DraftState, action: DraftAction): DraftState {
  switch (action.kind) {
    case 'undo':
      return step(state, state.past.at(-1), state.past.slice(0, -1), [state.files, ...state.future])
    case 'redo':
      return step(state, state.future[0], [...state.past, state.files], state.future.slice(1))
    case 'edit':
    case 'write':
      return typed(state, action)
    case 'add-file':
      return changed(state, [...state.files, action.added])
    case 'restore':
      return { ...changed(state, action.files), about: { ...state.about, ...action.about } }
    case 'describe':
      return { ...state, about: { ...state.about, ...action.about }, version: state.version + 1 }
    case 'drop-file':
      return changed(
        state,
        state.files.filter(({ key }) => key !== action.file),
      )
    default: {
      const files = state.files.map((file) => (file.key === action.file ? alter(file, action) : file))
      const tests = 'tests' in action ? action.tests : undefined
      return changed(state, tests === undefined ? files : put(files, tests))
    }
  }
}

/** With a file in the place of what the draft had of it, or behind the others. */
function put(files: DraftState['files'], one: EditedFile): DraftState['files'] {
  const isHeld = files.some(({ key }) => key === one.key)
  return isHeld ? files.map((file) => (file.key === one.key ? one : file)) : [...files, one]
}

function changed(state: DraftState, files: DraftState['files']): DraftState {
  const past = [...state.past, state.files].slice(-DEEPEST)
  return { ...state, files, past, future: [], version: state.version + 1, typing: null }
}

function step(
  state: DraftState,
  files: DraftState['files'] | undefined,
  past: DraftState['past'],
  future: DraftState['future'],
): DraftState {
  return files === undefined
    ? state
    : { ...state, files, past, future, version: state.version + 1, typing: null }
}

type Typed = Extract<DraftAction, { readonly at: number }>

function typed(state: DraftState, action: Typed): DraftState {
  const before = state.files.find(({ key }) => key === action.file)
  if (before === undefined) return state
  const isSoon = state.typing !== null && action.at - state.typing.at < SAME_STEP_MS
  const { after, key, joins } =
    action.kind === 'edit' ? withEdits(before, action.edits) : written(before, action)
  const files = state.files.map((file) => (file === before ? after : file))
  const goesOn = joins && isSoon && state.typing?.key === `${action.file} ${key}` && state.past.length > 0
  const past = goesOn ? state.past : [...state.past, state.files].slice(-DEEPEST)
  const typing = { key: `${action.file} ${key}`, at: action.at }
  return { ...state, files, past, future: [], version: state.version + 1, typing }
}

interface TypedFile {
  readonly after: EditedFile
  /** What is typed into. */
  readonly key: string
  /** Whether it goes on from the last edit. */
  readonly joins: boolean
}

function withEdits(file: EditedFile, more: readonly Edit[]): TypedFile {
  const { edits, joins } = addEdits(file.edits, more)
  return { after: { ...file, edits }, key: more[0]?.op ?? 'nothing', joins }
}

function written(file: EditedFile, { text }: { readonly text: string }): TypedFile {
  const after = { ...file, edits: [], text: file.basePath !== null && text === file.base ? null : text }
  return { after, key: 'text', joins: true }
}

function alter(
  file: EditedFile,
  action: Extract<DraftAction, { readonly kind: 'reset' | 'move' | 'rebase' | 'detach' }>,
): EditedFile {
  switch (action.kind) {
    case 'reset':
      return {
        ...file,
        path: file.basePath ?? file.path,
        edits: [...(action.edits ?? [])],
        text: file.basePath === null ? file.text : null,
      }
    case 'move':
      return { ...file, path: action.path }
    case 'detach': {
      const path = file.path ?? file.basePath
      return { ...file, ...NEW_FILE, path, text: action.text }
    }
    default:
      return { ...file, ...action.onto }
  }
}
