import { type Dispatch, useState } from 'react'
import type { DraftAction } from '@/components/change/editor/draft-state'
import type { Edit, EditRefusal } from '@/lib/policy/edit/edits'
import type { Reader, useReader } from './language/use-reader'
import type { ReadFile } from './use-readings'

interface EditsParts extends ReturnType<typeof useReader> {
  readonly files: readonly ReadFile[]
  readonly dispatch: Dispatch<DraftAction>
  /** Why the last edits were not made; null when they were. */
  readonly onRefusal: (refusal: EditRefusal | null) => void
}

/** Makes edits of the form. Those that come before the policy language are made when it is there; `isWaiting` says that some wait. */
export function useEdits({ files, reader, load, dispatch, onRefusal }: EditsParts) {
  const [waiting, setWaiting] = useState(0)
  const make = (language: Reader, key: string, edits: readonly Edit[]) => {
    const text = files.find(({ file }) => file.key === key)?.text
    if (text == null || edits.length === 0) return
    const refused = language.tryEdits(text, edits)
    onRefusal(refused)
    if (refused === null) dispatch({ kind: 'edit', file: key, edits, at: performance.now() })
  }
  const makeLater = async (key: string, edits: readonly Edit[]) => {
    setWaiting((count) => count + 1)
    make(await load(), key, edits)
    setWaiting((count) => count - 1)
  }
  const edit = (key: string, edits: readonly Edit[]) => {
    if (reader === null) void makeLater(key, edits)
    else make(reader, key, edits)
  }
  return { edit, isWaiting: waiting > 0 }
}
