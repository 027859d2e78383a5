'use client'

import Link from 'next/link'
import { Button, buttonClass } from '@/components/ui/button'
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
  /** The file goes on as a new one. */
  readonly onDetach: (key: string) => void
  readonly onDrop: (key: string) => void
  readonly onRename: (key: string) => void
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
  const { overlapping, moved, refusal, onText, onDismiss, stuck, onUndo } = props
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
      {moved.map((one) => (
        <MovedNote key={one.key} one={one} {...props} />
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

/** What others did to a file of the draft, and the ways on. */
function MovedNote({
  one: { key, path, kind, mover },
  nameOf,
  onResolve,
  onDetach,
  onDrop,
  onRename,
}: DraftNotesProps & { readonly one: MovedFile }) {
  const name = nameOf(path)
  const { title, text } = MOVED[kind]
  return (
    <Note
      glyph="note"
      tone="drift"
      title={title(name)}
      action={
        kind === 'changed' ? (
          <Button onClick={() => onResolve(key)}>Compare and go on from there</Button>
        ) : (
          <span className="row">
            {kind === 'gone' ? (
              <Button onClick={() => onDetach(key)}>Keep it as a new file</Button>
            ) : (
              <Button onClick={() => onRename(key)}>Choose another name</Button>
            )}
            <Button variant="ghost" onClick={() => onDrop(key)}>
              Take it out of the draft
            </Button>
          </span>
        )
      }
    >
      {mover !== undefined && (
        <>
          <WhatHappened mover={mover} />.{' '}
        </>
      )}
      {text}
    </Note>
  )
}

const MOVED = {
  changed: {
    title: (name: string) => `Somebody changed ${name} on the branch since you started.`,
    text: 'Your draft is kept. Nothing is overwritten: you see both, field by field.',
  },
  gone: {
    title: (name: string) => `Somebody removed ${name} from the branch.`,
    text: 'Your draft is kept.',
  },
  taken: {
    title: (name: string) => `The branch has ${name} by now.`,
    text: 'A draft writes over no file.',
  },
} as const

/** The session ended: nothing is lost while the page stays open. */
export function SignedOutNote() {
  return (
    <Note
      glyph="note"
      tone="deny"
      title="You are signed out."
      action={
        <a
          className={buttonClass()}
          href={routes.signin({ next: routes.changes() })}
          target="_blank"
          rel="noreferrer"
        >
          Sign in again in a new tab
        </a>
      }
    >
      What you typed is on this page, and is saved as soon as you are back.
    </Note>
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
