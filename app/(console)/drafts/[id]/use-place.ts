import { useCallback, useState } from 'react'

/** The call that it began with, the form, the text, or what it started from beside what it says now. */
export type DraftLook = 'call' | 'form' | 'text' | 'diff'

/** Where in the draft the person is; the address keeps it. */
export interface DraftPlace {
  readonly view: DraftLook
  /** Path of the file; null for the first. */
  readonly file: string | null
  /** The tool in the form; null for the file itself, undefined when none was chosen yet. */
  readonly tool: string | null | undefined
  /** Id of the decision that the draft began with; null where it began otherwise. */
  readonly call: string | null
  /** Whether the text shows what git has above the lines that differ. */
  readonly showsBase: boolean
}

/** The place and how to go elsewhere; reload and shared links come back to it. */
export function usePlace(start: DraftPlace): [DraftPlace, (next: Partial<DraftPlace>) => void] {
  const [place, setPlace] = useState(start)
  const go = useCallback((next: Partial<DraftPlace>) => {
    setPlace((before) => {
      const after = { ...before, ...next }
      const search = new URLSearchParams()
      if (after.view !== 'form') search.set('view', after.view)
      if (after.file !== null) search.set('file', after.file)
      if (typeof after.tool === 'string') search.set('tool', after.tool)
      if (after.call !== null) search.set('d', after.call)
      if (after.showsBase) search.set('lines', 'base')
      const text = search.toString()
      // After rendering: the address is no part of it.
      queueMicrotask(() =>
        window.history.replaceState(null, '', text === '' ? window.location.pathname : `?${text}`),
      )
      return after
    })
  }, [])
  return [place, go]
}
