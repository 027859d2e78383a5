/** Number and name of one step of a page that leads through. */
export function StepTitle({
  number,
  note,
  children,
}: {
  number: number
  note?: string
  children: React.ReactNode
}) {
  return (
    <div className="sh">
      <span className="no" aria-hidden="true">
        {number}
      </span>
      <h2>{children}</h2>
      {note !== undefined && <span className="s dim num">{note}</span>}
    </div>
  )
}
