import { type Dispatch, useEffect, useRef, useState } from 'react'
import { addEdits } from '@/components/change/editor/coalesce-edits'
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

/**
 * Makes edits of the form. Those that come before the policy language are made when it is there, each on what the ones before have left;
 * `isWaiting` says that some wait.
 */
export function useEdits({ files, reader, load, dispatch, onRefusal }: EditsParts) {
  const latest = useRef(files)
  useEffect(() => {
    latest.current = files
  }, [files])
  const waiting = useRef(new Map<string, (readonly Edit[])[]>())
  const [isWaiting, setWaiting] = useState(false)
  const make = (language: Reader, key: string, all: readonly (readonly Edit[])[]) => {
    const text = latest.current.find(({ file }) => file.key === key)?.text
    if (text == null) return
    let made: readonly Edit[] = []
    for (const edits of all) {
      const next = addEdits(made, edits).edits
      const refused = language.tryEdits(text, next)
      onRefusal(refused)
      if (refused === null) made = next
    }
    if (made.length > 0) dispatch({ kind: 'edit', file: key, edits: made, at: performance.now() })
  }
  const makeWaiting = async () => {
    const language = await load()
    for (const [key, all] of waiting.current) make(language, key, all)
    waiting.current.clear()
    setWaiting(false)
  }
  const edit = (key: string, edits: readonly Edit[]) => {
    if (edits.length === 0) return
    if (reader !== null) return make(reader, key, [edits])
    if (waiting.current.size === 0) void makeWaiting()
    setWaiting(true)
    waiting.current.set(key, [...(waiting.current.get(key) ?? []), edits])
  }
  return { edit, isWaiting }
}
