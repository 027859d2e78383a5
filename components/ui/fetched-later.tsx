'use client'

import { createElement, lazy, type ReactNode, Suspense, useState } from 'react'
import { Button } from './button'
import { Note } from './note'

interface LaterProps {
  /** Stands there until the part is. */
  readonly waiting?: ReactNode
  /** For what was opened by a click: it is no longer wanted. */
  readonly onGiveUp?: () => void
}

interface MissingProps extends LaterProps {
  readonly onAgain: () => void
}

/**
 * A part of a page that is fetched when it is first drawn. When that fails, the page stays as it is, says which part is missing, and offers to
 * fetch it again; `lazy` alone would fail for ever, and take the page with it. `what` begins a sentence: "The text editor".
 */
export function fetchedLater<Props extends object>(
  what: string,
  load: () => Promise<(props: Props) => ReactNode>,
): (props: Props & LaterProps) => ReactNode {
  const Missing = (props: MissingProps) => <MissingNote {...props} what={what} />
  const begin = () =>
    lazy(async (): Promise<{ default: (props: Props & MissingProps) => ReactNode }> => {
      const part = await load().catch(() => null)
      if (part === null) next = begin()
      return { default: part ?? Missing }
    })
  // Where it failed, the next one that is drawn tries again.
  let next = begin()
  return function Later(props) {
    const [Part, setPart] = useState(() => next)
    const again = () => setPart(() => next)
    return <Suspense fallback={props.waiting}>{createElement(Part, { ...props, onAgain: again })}</Suspense>
  }
}

function MissingNote({ what, waiting, onGiveUp, onAgain }: MissingProps & { readonly what: string }) {
  const note = (
    <Note
      glyph="failed"
      tone="drift"
      title={`${what} could not be fetched.`}
      action={
        <>
          {onGiveUp !== undefined && (
            <Button size="small" variant="ghost" onClick={onGiveUp}>
              Close
            </Button>
          )}
          <Button size="small" onClick={onAgain}>
            Try again
          </Button>
        </>
      }
    >
      Lockstep does not answer, or there is no network. Nothing on this page is lost.
    </Note>
  )
  if (onGiveUp === undefined) return <div role="alert">{note}</div>
  return (
    <>
      {waiting}
      <div className="floating-note" role="alert">
        {note}
      </div>
    </>
  )
}
