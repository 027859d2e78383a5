'use client'

import { type ReactNode, useState } from 'react'
import { Button } from './button'
import { Dialog } from './dialog'
import { Refusal, type Refused } from './refusal'

interface ConfirmDialogProps {
  /** On the button that does it. */
  readonly verb: string
  readonly title: string
  /** What it means, and what it does not. */
  readonly children: ReactNode
  /** Does it; null when done, else why not, in the server's words. */
  readonly act: () => Promise<Refused | null>
  readonly onCancel: () => void
  readonly onDone: () => void
}

/** Asks before something is done. It stays open with the reason when the server refuses. */
export function ConfirmDialog({ verb, title, children, act, onCancel, onDone }: ConfirmDialogProps) {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Refused | null>(null)
  const confirm = async () => {
    setBusy(true)
    const refused = await act()
    setBusy(false)
    setProblem(refused)
    if (refused === null) onDone()
  }
  return (
    <Dialog
      title={title}
      description={children}
      open
      onOpenChange={(open) => !open && !busy && onCancel()}
      footer={
        <>
          <Button disabled={busy} onClick={onCancel}>
            Cancel
          </Button>
          <Button variant="danger" disabled={busy} onClick={() => void confirm()}>
            {busy ? 'Working…' : verb}
          </Button>
        </>
      }
    >
      {problem !== null && <Refusal refused={problem} />}
    </Dialog>
  )
}
