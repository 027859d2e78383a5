import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'

/** What follows from a key waits until nothing more was typed for so many times what it took last, in ms at most the second. */
const PAUSE_TIMES = 3
const LONGEST_PAUSE_MS = 300
/** Whatever a person does after typing finds what they typed. */
const HASTENS = ['keydown', 'pointerdown', 'click', 'focusout', 'visibilitychange', 'pagehide'] as const

interface DrawnFirst {
  /** What the field shows. */
  readonly shown: string
  readonly type: (text: string) => void
}

/**
 * A key is drawn before what follows from it is worked out: in a policy of a thousand tools that takes as long as a key may take in all, so
 * that it waits for a pause in the typing there. Once it is drawn, the field shows what it is given again.
 */
export function useDrawnFirst(value: string, onChange: (text: string) => void): DrawnFirst {
  const [typed, setTyped] = useState<string | null>(null)
  const waiting = useRef<string | null>(null)
  const planned = useRef<ReturnType<typeof setTimeout>>(undefined)
  const pauseMs = useRef(0)
  const tell = useRef(onChange)
  // With what is drawn: an edit names the rule that it is made to as it is called by then.
  useLayoutEffect(() => {
    tell.current = onChange
  }, [onChange])
  const settle = useCallback(() => {
    const text = waiting.current
    if (text === null) return
    waiting.current = null
    const began = performance.now()
    setTyped(null)
    tell.current(text)
    pauseMs.current = Math.min(LONGEST_PAUSE_MS, PAUSE_TIMES * (performance.now() - began))
  }, [])
  useEffect(() => settle, [settle])
  const isWaiting = typed !== null
  useEffect(() => {
    if (!isWaiting) return undefined
    const hasten = (event: Event) => {
      if (!isTyping(event)) settle()
    }
    for (const kind of HASTENS) window.addEventListener(kind, hasten, true)
    return () => {
      for (const kind of HASTENS) window.removeEventListener(kind, hasten, true)
    }
  }, [isWaiting, settle])
  const type = (text: string) => {
    waiting.current = text
    setTyped(text)
    // For each key, since one that comes while the last is worked out finds this waiting already. It is worked out in one go: the next field
    // must not be told of while what was typed into this one, such as the name of its rule, is not yet what the form is drawn from.
    requestAnimationFrame(() => {
      clearTimeout(planned.current)
      planned.current = setTimeout(settle, pauseMs.current)
    })
  }
  return { shown: typed ?? value, type }
}

function isTyping(event: Event): boolean {
  if (!(event instanceof KeyboardEvent) || event.ctrlKey || event.metaKey) return false
  return event.key.length === 1 || event.key === 'Backspace' || event.key === 'Delete'
}
