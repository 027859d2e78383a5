'use client'

import { lazy, type ReactNode, Suspense } from 'react'
import { Button } from './button'

/** Comes after the page: the button does everything without its hint. */
const Tooltip = lazy(async () => ({ default: (await import('./tooltip')).Tooltip }))

interface IconButtonProps {
  /** What it does: its name, and the hint of who points at it or comes by keyboard. */
  readonly label: string
  readonly onClick: () => void
  readonly children: ReactNode
}

/** A small button without a word on it. */
export function IconButton({ label, onClick, children }: IconButtonProps) {
  const button = (
    <Button size="small" variant="ghost" aria-label={label} onClick={onClick}>
      {children}
    </Button>
  )
  return (
    <Suspense fallback={button}>
      <Tooltip text={label}>{button}</Tooltip>
    </Suspense>
  )
}
