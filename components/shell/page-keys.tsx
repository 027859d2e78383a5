'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useEffectEvent } from 'react'
import { copiedAddress } from '@/components/ui/copied-address'
import { sectionOf } from './section-keys'
import { isShortcut } from './shortcut'

/** One key of one page: it goes somewhere, copies an address of this site, or presses the button with this id. */
export type PageKey =
  | {
      readonly key: string
      readonly href: string
      /** The page keeps its place: only a part of it becomes another. */
      readonly stays?: boolean
      /** Id of what has the focus then. */
      readonly focus?: string
    }
  | { readonly key: string; readonly copy: string }
  | { readonly key: string; readonly press: string }

/** Shortcuts of a page, on top of the console's. `keys` as the keyboard reports them, letters in lower case. */
export function PageKeys({ keys }: { keys: readonly PageKey[] }) {
  const router = useRouter()
  // Always the keys of what is shown: an effect of its own would change them a moment after the page.
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (!isShortcut(event) || sectionOf(event) !== undefined) return
    const pressed = event.key.length === 1 ? event.key.toLowerCase() : event.key
    const found = keys.find(({ key }) => key === pressed)
    if (found === undefined) return
    event.preventDefault()
    if ('href' in found) {
      router.push(found.href, { scroll: found.stays !== true })
      if (found.focus !== undefined) document.getElementById(found.focus)?.focus()
    } else if ('press' in found) document.getElementById(found.press)?.click()
    else void navigator.clipboard.writeText(copiedAddress(found.copy, window.location.href))
  })
  useEffect(() => {
    const listen = (event: KeyboardEvent) => press(event)
    // Before the console's own keys, whichever of the two was there first.
    window.addEventListener('keydown', listen, { capture: true })
    return () => window.removeEventListener('keydown', listen, { capture: true })
  }, [])
  return null
}
