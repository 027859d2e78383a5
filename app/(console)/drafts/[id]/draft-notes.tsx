'use client'

import Link from 'next/link'
import { Button } from '@/components/ui/button'
import { Note } from '@/components/ui/note'
import type { DraftView } from '@/lib/changes/get-draft'
import type { EditRefusal } from '@/lib/policy/edit/edits'
import { routes } from '@/lib/routes'
import type { MovedFile } from './use-readings'
import { WhatHappened } from './what-happened'

interface DraftNotesProps {
  readonly overlapping: DraftView['overlapping']
  /** Files that others changed on the branch since the draft began. */
  readonly moved: readonly MovedFile[]
  /** A path as a person reads it. */
  readonly nameOf: (path: string) => string
  readonly onResolve: (key: string) => void
  /** Why the last edit was not made. */
  readonly refusal: EditRefusal | null
  readonly onText: () => void
  readonly onDismiss: () => void
  /** Edits that were kept and do not fit any more. */
  readonly stuck: EditRefusal | null
  readonly onUndo: () => void
}

/** What the person must know before going on: refusals, changes of others, other work on the same files. */
export function DraftNotes(props: DraftNotesProps) {
  const { overlapping, moved, nameOf, onResolve, refusal, onText, onDismiss, stuck, onUndo } = props
  return (
    <div className="stack notes" aria-live="polite">
      {refusal !== null && (
        <Note
          glyph="note"
          tone="drift"
          title={refusal.reason}
          action={
            <span className="row">
              <Button onClick={onText}>Edit as text</Button>
              <Button variant="ghost" onClick={onDismiss}>
                Close
              </Button>
            </span>
          }
        >
          Nothing was changed: the form does not guess.
        </Note>
      )}
      {stuck !== null && (
        <Note
          glyph="note"
          tone="drift"
          title={stuck.reason}
          action={<Button onClick={onUndo}>Take it back</Button>}
        >
          What you did does not fit the file any more. Take the last edit back, or write it in the text.
        </Note>
      )}
      {moved.map(({ key, path, isGone, mover }) => (
        <Note
          key={key}
          glyph="note"
          tone="drift"
          title={
            isGone
              ? `Somebody removed ${nameOf(path)} from the branch.`
              : `Somebody changed ${nameOf(path)} on the branch since you started.`
          }
          action={
            isGone ? undefined : <Button onClick={() => onResolve(key)}>Compare and go on from there</Button>
          }
        >
          {mover !== undefined && (
            <>
              <WhatHappened mover={mover} />.{' '}
            </>
          )}
          {isGone
            ? 'Your draft is kept; submitting will say so.'
            : 'Your draft is kept. Nothing is overwritten: you see both, field by field.'}
        </Note>
      ))}
      {overlapping.map(({ number, title, draftedBy, paths }) => (
        <Note
          key={number}
          glyph="open"
          title={
            <Link href={routes.change(number)} prefetch={false}>
              #{number} {title}
            </Link>
          }
        >
          by @{draftedBy} is open on {paths.length === 1 ? 'the same file' : `${paths.length} of these files`}
          .
        </Note>
      ))}
    </div>
  )
}

interface LostNoteProps {
  readonly reason: 'conflict' | 'not-found' | 'submitted'
  readonly onKeep: () => void
  readonly onLeave: () => void
}

const LOST = {
  conflict: 'Another tab changed this draft.',
  'not-found': 'This draft was discarded.',
  submitted: 'This draft became a pull request.',
} as const

/** What cannot be saved into this draft is not lost: it becomes a draft of its own. */
export function LostNote({ reason, onKeep, onLeave }: LostNoteProps) {
  return (
    <Note
      glyph="note"
      tone="deny"
      title={LOST[reason]}
      action={
        <span className="row">
          <Button onClick={onKeep}>Keep mine as a new draft</Button>
          <Button variant="ghost" onClick={onLeave}>
            Show what is saved, without mine
          </Button>
        </span>
      }
    >
      What you typed here is not saved and still on this page.
    </Note>
  )
}
