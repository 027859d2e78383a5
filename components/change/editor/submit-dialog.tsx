'use client'

import type { ReactNode } from 'react'
import { Button, ExternalButton } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Refusal, type Refused } from '@/components/ui/refusal'
import type { WayOut } from './say-refusal'
import { SubmissionSummary, type SubmissionSummaryProps } from './submission-summary'
import { EmergencyFields, type EmergencyFieldsProps, type EmergencyWay } from './emergency-fields'

export interface Submission {
  readonly title: string
  readonly description: string
  readonly asDraft: boolean
  readonly labels: readonly string[]
  /** On another branch than the tries before. */
  readonly newBranch?: boolean
  /** Left out: it goes the normal way. */
  readonly emergency?: { readonly reason: string } | undefined
}

interface SubmitDialogProps {
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly submission: Submission
  /** What will be sent. */
  readonly summary: Omit<SubmissionSummaryProps, 'isUrgent'>
  readonly onChange: (change: Partial<Submission>) => void
  /** The short way, as the repository has prepared it; null when it has not. */
  readonly shortWay: EmergencyWay | null
  /** What is wrong in the settings of the repository; null when they can be read. */
  readonly settingsFault: string | null
  /** What the rule that denies tells agents, for the short way; null where the draft adds none. */
  readonly told: EmergencyFieldsProps['told']
  /** The cases that fail and the way out; null where all pass. */
  readonly failing: ReactNode
  /** What changes, as the description says it below the person's own words; null where nothing is compared. */
  readonly says: ReactNode
  /** What it does in words and in bytes, for the short way: whoever has to deny something now reads it here. */
  readonly does: ReactNode
  /** Which proxies get it, for the short way. */
  readonly runsOn: ReactNode
  /** The step that is done now; null when nothing runs. */
  readonly step: string | null
  /** Why the last try ended without a pull request. */
  readonly refusal: Refused | null
  /** What can be done about that at once. */
  readonly wayOut: WayOut | null
  readonly onSubmit: (submission: Submission) => void
}

const STEPS: Readonly<Record<string, string>> = {
  check: 'Comparing with the branch',
  files: 'Writing the files',
  commit: 'Making the commit',
  branch: 'Making the branch',
  'pull-request': 'Opening the pull request',
  reviewers: 'Asking the emergency reviewers',
  'follow-up': 'Opening the follow-up',
}

/** Title and description of the pull request, and its progress. What is typed is kept by whoever opens it: the dialog may be closed. */
export function SubmitDialog(props: SubmitDialogProps) {
  const {
    open,
    onOpenChange,
    submission,
    summary,
    onChange: set,
    shortWay,
    settingsFault,
    told,
    failing,
    says,
    does,
    runsOn,
    step,
    refusal,
    wayOut,
    onSubmit,
  } = props
  const busy = step !== null
  const lacks = whatLacks(submission)
  const reason = submission.emergency?.reason ?? null
  const isUrgent = reason !== null
  return (
    <Dialog
      title={isUrgent ? 'Open an emergency pull request' : 'Open a pull request'}
      description="It is made with your own GitHub account; code owners are asked by GitHub."
      open={open}
      onOpenChange={onOpenChange}
      footer={
        <Button variant="primary" disabled={busy || lacks !== null} onClick={() => onSubmit(submission)}>
          {busy
            ? `${STEPS[step] ?? step} …`
            : (lacks ?? (isUrgent ? 'Open emergency pull request' : 'Submit'))}
        </Button>
      }
    >
      <div className="stack">
        <SubmissionSummary {...summary} isUrgent={isUrgent} />
        {failing}
        {isUrgent && does}
        <EmergencyFields
          way={shortWay}
          fault={settingsFault}
          told={told}
          reason={reason}
          onReason={(why) => set({ emergency: why === null ? undefined : { reason: why } })}
        >
          {runsOn}
        </EmergencyFields>
        <PullTexts submission={submission} says={isUrgent ? null : says} onChange={set} />
        {!isUrgent && (
          <label className="row" style={{ gap: 6 }}>
            <input
              type="checkbox"
              checked={submission.asDraft}
              onChange={({ target }) => set({ asDraft: target.checked })}
            />
            As a draft pull request, which asks nobody yet
          </label>
        )}
        <p role="status" className="s mid">
          {busy && `${STEPS[step] ?? step} …`}
        </p>
        {refusal !== null && <Refusal refused={refusal} />}
        {wayOut !== null && (
          <div className="row">
            <Button disabled={busy} onClick={() => onSubmit({ ...submission, newBranch: true })}>
              {wayOut.newBranch}
            </Button>
            {wayOut.pull !== null && (
              <ExternalButton href={wayOut.pull.url}>{`#${wayOut.pull.number} on GitHub`}</ExternalButton>
            )}
          </div>
        )}
      </div>
    </Dialog>
  )
}

/** Where the caret is, a long title is shown from; left alone that is its end. */
function showStart(input: HTMLInputElement | null): void {
  input?.setSelectionRange(0, 0)
}

/** What a person writes of the pull request themselves. */
function PullTexts({
  submission,
  says,
  onChange: set,
}: {
  submission: Submission
  says: ReactNode
  onChange: SubmitDialogProps['onChange']
}) {
  return (
    <>
      <label className="fld">
        <span className="s">Title</span>
        <input
          className="in"
          maxLength={256}
          // Who comes with an emergency has to say why first.
          data-first={submission.emergency?.reason === '' ? undefined : true}
          value={submission.title}
          ref={showStart}
          onChange={({ target }) => set({ title: target.value })}
        />
      </label>
      <label className="fld">
        <span className="s">Description</span>
        <textarea
          className="in"
          rows={3}
          maxLength={20_000}
          value={submission.description}
          onChange={({ target }) => set({ description: target.value })}
        />
      </label>
      <p className="s mid">
        Lockstep adds what changes, what the tests say and who must agree, and keeps that current.
      </p>
      {says}
      <label className="fld">
        <span className="s">Labels, separated by commas</span>
        <input
          className="in"
          maxLength={2000}
          defaultValue={submission.labels.join(', ')}
          onChange={({ target }) => set({ labels: labelsIn(target.value) })}
        />
      </label>
    </>
  )
}

/** GitHub takes names of up to 50 characters. */
const LONGEST_LABEL = 50

function labelsIn(text: string): string[] {
  const names = text.split(',').map((name) => name.trim())
  return [...new Set(names.filter((name) => name !== ''))]
}

function whatLacks({ title, labels, emergency }: Submission): string | null {
  if (title.trim() === '') return 'Give it a title'
  if (labels.length > 20 || labels.some((name) => name.length > LONGEST_LABEL))
    return 'Use shorter or fewer labels'
  return emergency !== undefined && emergency.reason.trim() === '' ? 'Say why it cannot wait' : null
}
