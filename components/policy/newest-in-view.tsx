'use client'

import { useEffect, useRef } from 'react'

interface NewestInViewProps {
  readonly label: string
  readonly className: string
  readonly children: React.ReactNode
}

/**
 * Versions in a row, the newest to the right. Where the row is longer than the screen, it begins with the last chosen one in view, and a
 * part of what comes after it; without a chosen one, with the newest.
 */
export function NewestInView({ label, className, children }: NewestInViewProps) {
  const nav = useRef<HTMLElement>(null)
  useEffect(() => {
    const row = nav.current
    if (row === null) return
    const chosen = [...row.querySelectorAll<HTMLElement>('[aria-current="true"]')].at(-1)
    const end =
      chosen === undefined ? row.scrollWidth : chosen.offsetLeft - row.offsetLeft + chosen.offsetWidth
    row.scrollLeft = end + NEXT - row.clientWidth
  }, [])
  return (
    <nav className={className} aria-label={label} ref={nav}>
      {children}
    </nav>
  )
}

/** Pixels of the next version that say that there is one. */
const NEXT = 28
