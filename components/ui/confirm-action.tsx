'use client'

import { type ReactNode, useState } from 'react'
import { Button } from './button'
import { fetchedLater } from './fetched-later'
import type { Refused } from './refusal'

// Fetched when it is opened first: no page waits for it.
const ConfirmDialog = fetchedLater(
  'The question',
  async () => (await import('./confirm-dialog')).ConfirmDialog,
)

interface ConfirmActionProps {
  /** On the button that asks and on the one that does. */
  readonly verb: string
  /** Names the asking button when `verb` alone does not say on what. */
  readonly label?: string
  readonly title: string
  /** What it means, and what it does not. */
  readonly children: ReactNode
  readonly trigger?: 'button' | 'ghost' | 'danger' | 'link'
  /** Does it; null when done, else why not, in the server's words. */
  readonly act: () => Promise<Refused | null>
  readonly done: () => void
}

/** A button that asks before it acts. */
export function ConfirmAction({
  label,
  trigger = 'button',
  children,
  done,
  ...question
}: ConfirmActionProps) {
  const [isOpen, setOpen] = useState(false)
  const close = () => setOpen(false)
  const opener = {
    'aria-label': label,
    'aria-haspopup': 'dialog',
    'aria-expanded': isOpen,
    onClick: () => setOpen(true),
    children: question.verb,
  } as const
  return (
    <>
      {trigger === 'link' ? (
        <button type="button" className="lk" {...opener} />
      ) : (
        <Button variant={trigger === 'button' ? 'outline' : trigger} {...opener} />
      )}
      {isOpen && (
        <ConfirmDialog
          {...question}
          onCancel={close}
          onGiveUp={close}
          onDone={() => {
            close()
            done()
          }}
        >
          {children}
        </ConfirmDialog>
      )}
    </>
  )
}
