/** Why something was not done. */
export interface Refused {
  /** What happened and what to do, in sentences. */
  readonly detail: string
  /** Address of the page that explains it. */
  readonly help: string
}

interface RefusalProps {
  readonly refused: Refused
  readonly small?: boolean
  /** A field names it by this. */
  readonly id?: string
}

/** Says it at once, also to those who cannot see it, and leads to its explanation: beside the page, which may hold what was typed. */
export function Refusal({ refused: { detail, help }, small = false, id }: RefusalProps) {
  return (
    <p id={id} role="alert" className={small ? 'refusal deny s' : 'refusal deny'}>
      {detail}{' '}
      <a href={help} target="_blank" rel="noreferrer">
        What to do
      </a>
    </p>
  )
}
