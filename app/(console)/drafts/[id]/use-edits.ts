import type { Dispatch } from 'react'
import type { DraftAction } from '@/components/change/editor/draft-state'
import type { Edit, EditRefusal } from '@/lib/policy/edit/edits'
import type { LoadedReader, Reader } from './language/use-reader'
import type { ReadFile } from './use-readings'

interface EditsParts extends LoadedReader {
  readonly files: readonly ReadFile[]
  readonly dispatch: Dispatch<DraftAction>
  /** Why the last edits were not made; null when they were. */
  readonly onRefusal: (refusal: EditRefusal | null) => void
}

/** Makes edits of the form, and of what is offered beside it. The form hears nothing before the policy language is there. */
export function useEdits({ files, reader, load, dispatch, onRefusal }: EditsParts) {
  const withReader = (act: (language: Reader) => void) => {
    if (reader === null) void load().then(act)
    else act(reader)
  }
  return {
    edit: (key: string, edits: readonly Edit[]): void =>
      withReader((language) => {
        const one = files.find(({ file }) => file.key === key)
        if (one?.text == null || edits.length === 0) return
        const refused = language.tryEdits(one.file, edits)
        onRefusal(refused)
        if (refused === null) dispatch({ kind: 'edit', file: key, edits, at: performance.now() })
      }),
    /** From what git has, whatever was done to it since; one step of undo. */
    startOver: (key: string, edits: readonly Edit[]): void =>
      withReader((language) => {
        const one = files.find(({ file }) => file.key === key)
        if (one === undefined) return
        const refused = language.tryEdits({ ...one.file, edits: [], text: null }, edits)
        onRefusal(refused)
        if (refused === null) dispatch({ kind: 'reset', file: key, edits })
      }),
  }
}
