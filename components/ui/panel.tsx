import { type ReactNode, useId } from 'react'
import { Glyph } from './glyph'

interface PanelProps {
  title: ReactNode
  /** Beside the title: what is counted, since when, of how many. */
  note?: ReactNode
  /** At the right of the title: links and a switch of the view. */
  more?: ReactNode
  children?: ReactNode
  className?: string
}

/** A section with a line around it. Its title names the region for screen readers. */
export function Panel({ title, note, more, children, className = '' }: PanelProps) {
  const id = useId()
  return (
    <section className={`panel ${className}`} aria-labelledby={id}>
      <div className="sh">
        <h2 id={id}>{title}</h2>
        {note !== undefined && <span className="s num">{note}</span>}
        {more !== undefined && <span className="more">{more}</span>}
      </div>
      {children}
    </section>
  )
}

/** Still bars that appear after 150 ms; the panel's real header stays above them. */
export function PanelLoading({ rows = 4, label = 'Loading' }: { rows?: number; label?: string }) {
  return (
    <div className="bars" role="status" aria-label={label}>
      {Array.from({ length: rows }, (_, row) => (
        <i key={row} />
      ))}
    </div>
  )
}

/** Nothing to show: what that means and what to do next. */
export function PanelEmpty({
  title,
  children,
  actions,
}: {
  title: string
  children?: ReactNode
  actions?: ReactNode
}) {
  return (
    <div className="empty">
      <h2>{title}</h2>
      {children !== undefined && <p>{children}</p>}
      {actions !== undefined && <div className="acts">{actions}</div>}
    </div>
  )
}

/** Only this panel failed: what happened, what still works, one next step. `said` quotes another program verbatim. */
export function PanelError({
  title,
  children,
  said,
  actions,
}: {
  title: string
  children?: ReactNode
  said?: string
  actions?: ReactNode
}) {
  return (
    <div className="failed" role="alert">
      <p className="row">
        <Glyph name="failed" label={null} />
        <b className="b">{title}</b>
      </p>
      {children !== undefined && <p className="mid">{children}</p>}
      {said !== undefined && <p className="said">{said}</p>}
      {actions}
    </div>
  )
}
