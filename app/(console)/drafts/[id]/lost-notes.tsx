import Link from 'next/link'
import { HelpLink } from '@/components/ui/help-link'
import { Button, buttonClass } from '@/components/ui/button'
import { Refusal, type Refused } from '@/components/ui/refusal'
import { Note } from '@/components/ui/note'
import { routes } from '@/lib/routes'

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
      What you typed is on this page, and is saved as soon as you are back.{' '}
      <HelpLink topic="draft-not-saved" inNewTab />
    </Note>
  )
}

interface LostNoteProps {
  readonly reason: 'conflict' | 'not-found' | 'submitted'
  /** Why it could not be kept as another draft. */
  readonly refused: Refused | null
  readonly onKeep: () => void
  readonly onLeave: () => void
}

const LOST = {
  conflict: 'Another tab changed this draft.',
  'not-found': 'This draft was discarded.',
  submitted: 'This draft became a pull request.',
} as const

/** What cannot be saved into this draft is not lost: it becomes a draft of its own. */
export function LostNote({ reason, refused, onKeep, onLeave }: LostNoteProps) {
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
      What you typed here is not saved and still on this page. <HelpLink topic="draft-not-saved" inNewTab />
      {refused !== null && <Refusal refused={refused} small />}
    </Note>
  )
}

interface HalfSentNoteProps {
  readonly number: number
  readonly isMerged: boolean
  readonly onSee: () => void
}

/** The dialog was closed while the submission ran: the pull request has all of the draft, and not all that belongs to it. */
export function HalfSentNote({ number, isMerged, onSee }: HalfSentNoteProps) {
  return (
    <Note
      glyph="note"
      tone="drift"
      title={
        <>
          <Link href={routes.change(number)}>#{number}</Link> is {isMerged ? 'merged' : 'open'}, but not all
          that belongs to it is made.
        </>
      }
      action={<Button onClick={onSee}>What is missing</Button>}
    >
      Submitting again makes the rest.
    </Note>
  )
}
