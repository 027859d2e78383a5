import type { ReactNode, Ref } from 'react'

interface StepTitleProps {
  readonly number: number
  readonly note?: string
  readonly more?: ReactNode
  /** Of the heading, which then takes the focus. */
  readonly ref?: Ref<HTMLHeadingElement>
  readonly children: ReactNode
}

/** Number and name of one step of a page that leads through. */
export function StepTitle({ number, note, more, ref, children }: StepTitleProps) {
  return (
    <div className="sh">
      <span className="no" aria-hidden="true">
        {number}
      </span>
      <h2 ref={ref} tabIndex={ref === undefined ? undefined : -1}>
        {children}
      </h2>
      {note !== undefined && <span className="s dim num">{note}</span>}
      {more !== undefined && <span className="more">{more}</span>}
    </div>
  )
}
