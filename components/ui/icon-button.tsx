'use client'

import type { ReactNode } from 'react'
import { Button } from './button'
import { Tooltip } from './tooltip'

interface IconButtonProps {
  /** What it does: its name, and the hint of who points at it or comes by keyboard. */
  readonly label: string
  readonly onClick: () => void
  readonly children: ReactNode
}

/** A small button without a word on it. */
export function IconButton({ label, onClick, children }: IconButtonProps) {
  return (
    <Tooltip text={label}>
      <Button size="small" variant="ghost" aria-label={label} onClick={onClick}>
        {children}
      </Button>
    </Tooltip>
  )
}
