'use client'

import { HelpLink } from '@/components/ui/help-link'
import { Button } from '@/components/ui/button'
import { Note } from '@/components/ui/note'
import type { EditRefusal } from '@/lib/policy/edit/edits'
import { OthersNotes, type OthersNotesProps } from './others-notes'

interface DraftNotesProps {
  readonly others: OthersNotesProps
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
  const { others, refusal, onText, onDismiss, stuck, onUndo } = props
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
          Nothing was changed: the form does not guess. <HelpLink topic="form-refuses" inNewTab />
        </Note>
      )}
      {stuck !== null && (
        <Note
          glyph="note"
          tone="drift"
          title={stuck.reason}
          action={<Button onClick={onUndo}>Take it back</Button>}
        >
          What you did does not fit the file any more. Take the last edit back, or write it in the text.{' '}
          <HelpLink topic="form-refuses" inNewTab />
        </Note>
      )}
      <OthersNotes {...others} />
    </div>
  )
}
