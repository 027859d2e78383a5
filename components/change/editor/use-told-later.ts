import { useCallback, useEffect, useLayoutEffect, useRef, useSyncExternalStore } from 'react'
import { flushSync } from 'react-dom'

/** What follows from a key waits until nothing more was typed for so many times what it took last, in ms at most the second. */
const PAUSE_TIMES = 3
const LONGEST_PAUSE_MS = 300
/** Whatever a person does after typing finds what they typed. */
const HASTENS = [
  'keydown',
  'pointerdown',
  'click',
  'focusout',
  'visibilitychange',
  'beforeunload',
  'pagehide',
] as const

/** Of each field whose text waits, what ends its waiting; nobody else knows yet that something is not saved. */
const waitingFields = new Set<() => void>()
const watchers = new Set<() => void>()

/**
 * A key is drawn before what follows from it is worked out: in a policy of a thousand tools that takes as long as a key may take in all, so
 * that it waits for a pause in the typing there. What it gives is told what was typed, and tells the last of it on.
 */
export function useToldLater(onTold: (text: string) => void): (text: string) => void {
  const waiting = useRef<string | null>(null)
  const stopListening = useRef<(() => void) | null>(null)
  const planned = useRef<ReturnType<typeof setTimeout>>(undefined)
  const pauseMs = useRef(0)
  const tell = useRef(onTold)
  // With what is drawn: an edit names the rule that it is made to as it is called by then.
  useLayoutEffect(() => {
    tell.current = onTold
  }, [onTold])
  const take = useCallback((): string | null => {
    const text = waiting.current
    waiting.current = null
    stopListening.current?.()
    stopListening.current = null
    clearTimeout(planned.current)
    return text
  }, [])
  // Worked out in one go: the next field must not be told of while what was typed into this one, such as the name of its rule, is not yet
  // what the form is drawn from, nor may an older text be drawn over a newer one.
  const settle = useCallback(() => {
    const text = take()
    if (text === null) return
    const began = performance.now()
    flushSync(() => tell.current(text))
    pauseMs.current = Math.min(LONGEST_PAUSE_MS, PAUSE_TIMES * (performance.now() - began))
  }, [take])
  useEffect(
    () => () => {
      // React draws already: what is told now is drawn next.
      const text = take()
      if (text !== null) tell.current(text)
    },
    [take],
  )
  return useCallback(
    (text) => {
      waiting.current = text
      stopListening.current ??= hasten(settle)
      // For each key, since one that comes while the last is worked out finds this waiting already.
      requestAnimationFrame(() => {
        clearTimeout(planned.current)
        planned.current = setTimeout(settle, pauseMs.current)
      })
    },
    [settle],
  )
}

/** Whether something was typed that nothing follows from yet. */
export function useTypedWaits(): boolean {
  return useSyncExternalStore(
    watchWaiting,
    () => waitingFields.size > 0,
    () => false,
  )
}

function watchWaiting(watcher: () => void): () => void {
  watchers.add(watcher)
  return () => watchers.delete(watcher)
}

/** Settles before anything that is not typing is heard; what it gives ends that. */
function hasten(settle: () => void): () => void {
  const hear = (event: Event) => {
    if (isTyping(event)) return
    // What it would become is not saved either.
    if (event.type === 'beforeunload') event.preventDefault()
    settle()
  }
  for (const kind of HASTENS) window.addEventListener(kind, hear, true)
  const stop = () => {
    for (const kind of HASTENS) window.removeEventListener(kind, hear, true)
    waitingFields.delete(stop)
    for (const watcher of watchers) watcher()
  }
  waitingFields.add(stop)
  for (const watcher of watchers) watcher()
  return stop
}

function isTyping(event: Event): boolean {
  if (!(event instanceof KeyboardEvent) || event.ctrlKey || event.metaKey) return false
  return event.key.length === 1 || event.key === 'Backspace' || event.key === 'Delete'
}
