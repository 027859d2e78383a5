import type { DraftViewFile } from '@/lib/changes/get-draft'
import type { Edit } from '@/lib/policy/edit/edits'

/** What a person did to a draft that was not sent yet; `past` and `future` are for undo and redo. */
export interface DraftState {
  readonly files: readonly DraftViewFile[]
  readonly past: readonly (readonly DraftViewFile[])[]
  readonly future: readonly (readonly DraftViewFile[])[]
  /** Grows with every change; what is saved carries the number it was made at. */
  readonly version: number
}

export type DraftAction =
  /** One more edit of the form. */
  | { readonly kind: 'edit'; readonly file: number; readonly edit: Edit }
  /** The text editor's whole text: it takes the place of base and edits. */
  | { readonly kind: 'write'; readonly file: number; readonly text: string }
  /** Back to what git has. */
  | { readonly kind: 'reset'; readonly file: number }
  | { readonly kind: 'undo' }
  | { readonly kind: 'redo' }

const DEEPEST = 200

export function startState(files: readonly DraftViewFile[]): DraftState {
  return { files, past: [], future: [], version: 0 }
}

/** The next state; pure. */
export function draftReducer(state: DraftState, action: DraftAction): DraftState {
  switch (action.kind) {
    case 'undo':
      return step(state, state.past.at(-1), state.past.slice(0, -1), [state.files, ...state.future])
    case 'redo':
      return step(state, state.future[0], [...state.past, state.files], state.future.slice(1))
    default:
      return {
        files: state.files.map((file, index) => (index === action.file ? changed(file, action) : file)),
        past: [...state.past, state.files].slice(-DEEPEST),
        future: [],
        version: state.version + 1,
      }
  }
}

function step(
  state: DraftState,
  files: DraftState['files'] | undefined,
  past: DraftState['past'],
  future: DraftState['future'],
): DraftState {
  return files === undefined ? state : { files, past, future, version: state.version + 1 }
}

function changed(
  file: DraftViewFile,
  action: Exclude<DraftAction, { kind: 'undo' | 'redo' }>,
): DraftViewFile {
  if (action.kind === 'edit') return { ...file, edits: [...file.edits, action.edit] }
  if (action.kind === 'reset') return { ...file, edits: [], text: null }
  return { ...file, edits: [], text: action.text === file.base ? null : action.text }
}
