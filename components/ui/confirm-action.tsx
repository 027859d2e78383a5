'use client'

import { useState, type ReactNode } from 'react'
import { Button } from './button'
import { Dialog, DialogClose } from './dialog'
import { Refusal, type Refused } from './refusal'

interface ConfirmActionProps {
  /** On the button that asks and on the one that does. */
  readonly verb: string
  /** Names the asking button when `verb` alone does not say on what. */
  readonly label?: string
  readonly title: string
  /** What it means, and what it does not. */
  readonly children: ReactNode
  readonly trigger?: 'button' | 'link'
  /** Does it; null when done, else why not, in the server's words. */
  readonly act: () => Promise<Refused | null>
  readonly done: () => void
}

/** A button that asks before it acts. The dialog stays open with the reason when the server refuses. */
export function ConfirmAction({
  verb,
  label,
  title,
  children,
  trigger = 'button',
  act,
  done,
}: ConfirmActionProps) {
  const [open, setOpen] = useState(false)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Refused | null>(null)
  const confirm = async () => {
    setBusy(true)
    const refused = await act()
    setBusy(false)
    setProblem(refused)
    if (refused !== null) return
    setOpen(false)
    done()
  }
  return (
    <Dialog
      trigger={
        trigger === 'link' ? (
          <button type="button" className="lk" aria-label={label}>
            {verb}
          </button>
        ) : (
          <Button aria-label={label}>{verb}</Button>
        )
      }
      title={title}
      description={children}
      open={open}
      onOpenChange={(next) => {
        setOpen(next)
        setProblem(null)
      }}
      footer={
        <>
          <DialogClose>
            <Button>Cancel</Button>
          </DialogClose>
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
