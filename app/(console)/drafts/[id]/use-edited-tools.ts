import { useMemo, useState } from 'react'
import type { FileShape } from '@/components/change/editor/file-reading'
import { editedTools } from '@/components/change/editor/outline/edited-tools'

const NONE: ReadonlySet<string> = new Set()

/** Tools whose rules differ from what git has: one object for as long as they are the same, so that a key draws no list of tools. */
export function useEditedTools(reading: FileShape | null, base: FileShape | null): ReadonlySet<string> {
  const edited = useMemo(() => (reading === null ? NONE : editedTools(reading, base)), [reading, base])
  const [held, setHeld] = useState(edited)
  const isSame = held.size === edited.size && [...held].every((tool) => edited.has(tool))
  if (!isSame) setHeld(edited)
  return isSame ? held : edited
}
