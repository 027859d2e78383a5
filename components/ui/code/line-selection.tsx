'use client'

import { type MouseEvent, type ReactNode, useEffect, useRef } from 'react'

/** `#L50` and `#L50-L55`; null for anything else. */
export function parseLineHash(hash: string): { from: number; to: number } | null {
  const match = /^#L(\d{1,7})(?:-L?(\d{1,7}))?$/.exec(hash)
  if (match === null) return null
  const [first, second] = [Number(match[1]), Number(match[2] ?? match[1])]
  return { from: Math.min(first, second), to: Math.max(first, second) }
}

/**
 * Marks the lines that the address names, scrolls to them, and makes a range with shift. Browsers know no place for a range, so the page is
 * brought to it here, where it is not in view: a link to lines must not seem to do nothing.
 */
export function LineSelection({ children }: { children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // Whoever comes back to a place of the page stays there.
    const isAtTop = window.scrollY === 0
    markLines(box.current, isAtTop)
    const mark = () => markLines(box.current, true)
    window.addEventListener('hashchange', mark)
    return () => window.removeEventListener('hashchange', mark)
  }, [])
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions, jsx-a11y/click-events-have-key-events -- the links inside are the controls; shift only widens
    <div ref={box} onClick={widenRange}>
      {children}
    </div>
  )
}

function markLines(box: HTMLElement | null, movesPage: boolean): void {
  const range = parseLineHash(window.location.hash)
  if (box === null) return
  if (range === null) {
    showLine(box.querySelector<HTMLElement>('.hl'))
    return
  }
  for (const line of box.querySelectorAll<HTMLElement>('[data-line]')) {
    const number = Number(line.dataset.line)
    line.classList.toggle('hl', number >= range.from && number <= range.to)
  }
  const first = box.querySelector<HTMLElement>(`[data-line="${range.from}"]`)
  showLine(first)
  if (movesPage && first !== null && !isInView(first)) first.scrollIntoView({ block: 'center' })
}

function isInView(line: HTMLElement): boolean {
  const { top, bottom } = line.getBoundingClientRect()
  const bar = document.querySelector('header')?.getBoundingClientRect().bottom ?? 0
  return top >= bar && bottom <= window.innerHeight
}

/** Scrolls the box of the code, never the page. */
function showLine(line: HTMLElement | null): void {
  const scroller = line?.closest<HTMLElement>('.yml')
  if (line === null || !scroller) return
  scroller.scrollTop = line.offsetTop - scroller.clientHeight / 4
}

function widenRange(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest('a.ln') : null
  const before = parseLineHash(window.location.hash)
  if (link === null || !event.shiftKey || before === null) return
  event.preventDefault()
  const line = Number(link.parentElement?.dataset.line)
  window.location.hash = `#L${Math.min(before.from, line)}-L${Math.max(before.to, line)}`
}
