import type { Piece } from './colour-lines'

/** One line of a diff in its colours; what changed within it is marked. */
export function DiffText({ pieces }: { pieces: readonly Piece[] }) {
  // oxlint-disable react/no-array-index-key -- pieces of a line never move
  return pieces.map(({ text, tone, marked }, at) => {
    if (tone === null) return marked ? <mark key={at}>{text}</mark> : text
    const coloured = (
      <span key={at} className={tone}>
        {text}
      </span>
    )
    return marked ? <mark key={at}>{coloured}</mark> : coloured
  })
}

/** Unchanged lines that are not shown, until somebody opens them. */
export function DiffFold({ count, children }: { count: number; children: React.ReactNode }) {
  return (
    <details className="same-run">
      <summary>
        {count} unchanged {count === 1 ? 'line' : 'lines'}
      </summary>
      {children}
    </details>
  )
}

/** Unchanged lines that are not in the page. */
export function DiffGap({ count }: { count: number }) {
  return (
    <div className="same-run gap">
      {count} unchanged {count === 1 ? 'line' : 'lines'}
    </div>
  )
}
