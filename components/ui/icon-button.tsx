import type { ReactNode } from 'react'
import { Button } from './button'

interface IconButtonProps {
  /** What it does: its name, and the hint of who points at it. */
  readonly label: string
  readonly onClick: () => void
  readonly children: ReactNode
}

/** A small button without a word on it. */
export function IconButton({ label, onClick, children }: IconButtonProps) {
  return (
    <Button size="small" variant="ghost" aria-label={label} title={label} onClick={onClick}>
      {children}
    </Button>
  )
}
