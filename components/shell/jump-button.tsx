'use client'

import { Icon } from '@/components/ui/icon'
import { openPalette } from './shell-events'

/** Opens the palette. */
export function JumpButton() {
  return (
    <button type="button" className="jump" aria-label="Search or jump to" onClick={openPalette}>
      <Icon name="search" />
      <span>Search or jump to</span>
      <kbd>⌘K</kbd>
    </button>
  )
}
