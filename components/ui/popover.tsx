'use client'

import { cloneElement, useState } from 'react'
import { fetchAhead } from './fetch-ahead'
import { fetchedLater } from './fetched-later'
import type { PopoverProps } from './live-popover'

// Fetched when it is opened first: no page waits for it.
const load = () => import('./live-popover')
const LivePopover = fetchedLater('The panel', async () => (await load()).LivePopover)
const AHEAD = fetchAhead(load)

/** A small panel beside the control that opens it. */
export function Popover(props: PopoverProps) {
  const { trigger, onOpenChange } = props
  const [isWanted, setWanted] = useState(false)
  const [tries, setTries] = useState(0)
  const want = (next: boolean) => {
    setWanted(next)
    setTries(tries + 1)
    onOpenChange?.(next)
  }
  const button = cloneElement(trigger, {
    ...AHEAD,
    'aria-haspopup': 'dialog',
    'aria-expanded': false,
    onClick: () => want(true),
  })
  if (!isWanted) return button
  const waiting = cloneElement(button, { autoFocus: true })
  // A press while it could not be fetched asks for it again.
  return <LivePopover key={tries} {...props} waiting={waiting} onGiveUp={() => want(false)} />
}
