import { useEffect, useMemo, useState } from 'react'
import { shownText } from './exact-text'
import { findInText, type Match } from './find-in-text'

export interface Find {
  readonly isOpen: boolean
  readonly words: string
  /** Grows when the search is asked for again. */
  readonly asked: number
  readonly found: { readonly matches: readonly Match[]; readonly current: number }
  readonly setWords: (words: string) => void
  readonly step: (by: 1 | -1) => void
  readonly close: () => void
}

const NOTHING = { matches: [], current: 0 }

/** The search of a text, which ⌘F opens while the text is on the page. */
export function useFind(exact: string): Find {
  const [asked, setAsked] = useState(0)
  const [isOpen, setOpen] = useState(false)
  const [words, setWords] = useState('')
  const [at, setAt] = useState(0)
  const matches = useMemo(() => (isOpen ? findInText(shownText(exact), words) : []), [exact, words, isOpen])
  const current = matches.length === 0 ? 0 : Math.min(at, matches.length - 1)
  const found = useMemo(() => (matches.length === 0 ? NOTHING : { matches, current }), [matches, current])
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const isFind =
        (event.metaKey || event.ctrlKey) &&
        !event.altKey &&
        !event.shiftKey &&
        event.key.toLowerCase() === 'f'
      const { target } = event
      if (!isFind || (target instanceof Element && target.closest('[role="dialog"]') !== null)) return
      event.preventDefault()
      setOpen(true)
      setAsked((before) => before + 1)
    }
    // Before the editor's own keys.
    window.addEventListener('keydown', listen, { capture: true })
    return () => window.removeEventListener('keydown', listen, { capture: true })
  }, [])
  return {
    isOpen,
    words,
    asked,
    found,
    setWords: (next) => {
      setWords(next)
      setAt(0)
    },
    step: (by) => setAt(matches.length === 0 ? 0 : (current + by + matches.length) % matches.length),
    close: () => setOpen(false),
  }
}
