'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'

export interface Submission {
  readonly title: string
  readonly description: string
  readonly asDraft: boolean
}

interface SubmitDialogProps {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly start: Submission
  /** The step that is done now; null when nothing runs. */
  readonly step: string | null
  /** Why the last try ended without a pull request. */
  readonly refusal: string | null
  readonly onSubmit: (submission: Submission) => void
}

const STEPS: Readonly<Record<string, string>> = {
  check: 'Comparing with the branch',
  files: 'Writing the files',
  commit: 'Making the commit',
  branch: 'Making the branch',
  'pull-request': 'Opening the pull request',
}

/** Title and description of the pull request, and its progress. */
export function SubmitDialog({ open, onOpenChange, start, step, refusal, onSubmit }: SubmitDialogProps) {
  const [submission, setSubmission] = useState(start)
  const set = (change: Partial<Submission>) => setSubmission((before) => ({ ...before, ...change }))
  const busy = step !== null
  return (
    <Dialog
      title="Open a pull request"
      description="It is made with your own GitHub account; code owners are asked by GitHub."
      open={open}
      onOpenChange={onOpenChange}
      footer={
        <Button
          variant="primary"
          disabled={busy || submission.title.trim() === ''}
          onClick={() => onSubmit(submission)}
        >
          {busy ? `${STEPS[step] ?? step} …` : submission.title.trim() === '' ? 'Give it a title' : 'Submit'}
        </Button>
      }
    >
      <div className="stack">
        <label className="fld">
          <span className="s">Title</span>
          <input
            className="in"
            value={submission.title}
            onChange={({ target }) => set({ title: target.value })}
          />
        </label>
        <label className="fld">
          <span className="s">Description</span>
          <textarea
            className="in"
            rows={5}
            value={submission.description}
            onChange={({ target }) => set({ description: target.value })}
          />
        </label>
        <label className="row" style={{ gap: 6 }}>
          <input
            type="checkbox"
            checked={submission.asDraft}
            onChange={({ target }) => set({ asDraft: target.checked })}
          />
          As a draft pull request, which asks nobody yet
        </label>
        <p role="status" className="s mid">
          {busy && `${STEPS[step] ?? step} …`}
        </p>
        {refusal !== null && (
          <p role="alert" className="deny">
            {refusal}
          </p>
        )}
      </div>
    </Dialog>
  )
}
