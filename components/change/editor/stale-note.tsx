interface StaleNoteProps {
  /** What is shown is of an older text than the one on screen. */
  readonly isStale: boolean
  readonly note?: string
  readonly doing: string
}

/** The note of a panel, and that it works, once that takes longer than anybody would notice. */
export function StaleNote({ isStale, note, doing }: StaleNoteProps) {
  return (
    <>
      {note}
      {isStale && <span className="late">{note === undefined ? doing : ` · ${doing}`}</span>}
    </>
  )
}
