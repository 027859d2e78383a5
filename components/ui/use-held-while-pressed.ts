import { useCallback, useEffect, useState } from 'react'

/**
 * A list that others change keeps still under a pressed pointer: what moves away between press and release is not clicked. Gives what to show,
 * and what hears the press.
 */
export function useHeldWhilePressed<Shown>(current: Shown): [Shown, () => void] {
  const [held, setHeld] = useState<{ readonly shown: Shown } | null>(null)
  const isHeld = held !== null
  useEffect(() => {
    if (!isHeld) return undefined
    // The click comes after the release.
    const release = () => setTimeout(() => setHeld(null))
    for (const kind of RELEASES) window.addEventListener(kind, release)
    return () => {
      for (const kind of RELEASES) window.removeEventListener(kind, release)
    }
  }, [isHeld])
  const press = useCallback(() => setHeld({ shown: current }), [current])
  return [held === null ? current : held.shown, press]
}

const RELEASES = ['pointerup', 'pointercancel', 'blur'] as const
