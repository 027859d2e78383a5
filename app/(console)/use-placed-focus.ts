'use client'

import { useEffect, useLayoutEffect, useRef } from 'react'
import { onNavigation } from './on-navigation'

/**
 * The router takes the link away that had the focus, and with it the focus: whoever reads by ear or walks by keys would be at the top of the
 * browser. So a new page has it on its heading, and a page that is returned to on the link that was followed from there (WCAG 2.4.3). What
 * changes on the same page keeps it, or its heading has it. Nothing scrolls; a ring is drawn only where keys were used.
 * `shown` is the address with what is asked for.
 */
export function usePlacedFocus(path: string, shown: string): void {
  const left = useRef(new Map<string, Place>())
  const returns = useRef(false)
  const before = useRef({ path, shown, hadFocus: false })
  useEffect(
    () =>
      onNavigation((navigation) => {
        returns.current = navigation.returns
        before.current.hadFocus = focused() !== null
        const place = placeOf(focused())
        if (place !== null) left.current.set(shown, place)
      }),
    [shown],
  )
  useLayoutEffect(() => {
    const { path: oldPath, shown: oldShown, hadFocus } = before.current
    before.current = { path, shown, hadFocus: false }
    if (oldShown === shown) return
    const isHeld = focused() !== null
    if (oldPath === path && (isHeld || !hadFocus)) return
    // What the page gave the focus to itself, or what floats above it.
    if (focused()?.closest('main, [role=dialog]')) return
    const place = returns.current ? left.current.get(shown) : undefined
    giveFocus((place === undefined ? null : find(place)) ?? beginning())
  }, [path, shown])
}

/** How an element is found again on a page that is drawn anew. */
interface Place {
  readonly selector: string
  /** Among all that fit. */
  readonly index: number
}

function placeOf(element: HTMLElement | null): Place | null {
  const href = element?.getAttribute('href')
  if (element === null || (element.id === '' && !href)) return null
  const selector = element.id === '' ? `[href="${CSS.escape(href ?? '')}"]` : `#${CSS.escape(element.id)}`
  return { selector, index: [...document.querySelectorAll(selector)].indexOf(element) }
}

function find({ selector, index }: Place): HTMLElement | null {
  const all = document.querySelectorAll<HTMLElement>(selector)
  return all[index] ?? all[0] ?? null
}

function focused(): HTMLElement | null {
  const { activeElement, body } = document
  return activeElement instanceof HTMLElement && activeElement !== body ? activeElement : null
}

/** What the address points at, or the heading of the page. */
function beginning(): HTMLElement | null {
  const anchor = window.location.hash.slice(1)
  const main = document.querySelector<HTMLElement>('main')
  const target = anchor === '' ? null : document.getElementById(anchor)
  return target ?? main?.querySelector('h1') ?? main
}

function giveFocus(element: HTMLElement | null): void {
  if (element === null) return
  element.focus({ preventScroll: true })
  if (document.activeElement === element) return
  // Headings take no focus by themselves.
  element.tabIndex = -1
  element.focus({ preventScroll: true })
}
