'use client'

import { useCallback, useState } from 'react'

/** The landmark or dialog that a control lies in. What floats is put there, so that who walks by landmarks finds it beside its control. */
export function useLandmark(): readonly [HTMLElement | null, (control: HTMLElement | null) => void] {
  const [landmark, setLandmark] = useState<HTMLElement | null>(null)
  const settle = useCallback((control: HTMLElement | null) => {
    if (control !== null)
      setLandmark(control.closest<HTMLElement>('header, main, [role=dialog]') ?? document.body)
  }, [])
  return [landmark, settle]
}
