import { HelpLink } from '@/components/ui/help-link'
import { countOf } from '@/components/ui/format-number'
import { Glyph } from '@/components/ui/glyph'
import { printable } from '@/lib/policy/describe/sentence'
import type { UnreadLine } from '@/lib/repository/unread-lines'

/** GitHub reads such a line: only this one of its owners counts for nothing. */
export const UNKNOWN = 'Unknown owner'

interface InvalidOwnerLinesProps {
  readonly errors: readonly UnreadLine[]
  /** A line of the owners file on GitHub. */
  readonly hrefOf: (line: number) => string
}

const MOST_LINES = 5
const MOST_CHARACTERS = 120

/** What GitHub does not read of the owners file: which line, what it says, and why. */
export function InvalidOwnerLines({ errors, hrefOf }: InvalidOwnerLinesProps) {
  const [first] = errors
  if (first === undefined) return null
  if (first.kind === 'File too large')
    return (
      <p className="s drift bad-lines">
        GitHub ignores the whole file: it is 3 MB or larger. Nobody owns anything by it.
      </p>
    )
  const rows = byLine(errors)
  const rest = rows.length - MOST_LINES
  const skipped = new Set(errors.flatMap(({ kind, line }) => (kind === UNKNOWN ? [] : [line]))).size
  return (
    <>
      <ul className="s bad-lines" aria-label="Invalid lines of the owners file">
        {rows.slice(0, MOST_LINES).map(({ line, column, kind, source, suggestion, more }) => (
          <li key={`${line} ${column}`}>
            <Glyph name="note" size={12} label={null} />
            <div className="grow">
              <a href={hrefOf(line)} rel="noreferrer" data-forge>
                Line {line}
              </a>
              : {kind.toLowerCase()}
              {suggestion !== null && `: ${printable(suggestion)}`}
              {more > 0 && `; ${countOf(more, 'more unknown owner')} on this line`}
              <code className="mono">{shortened(printable(source.trim()))}</code>
            </div>
          </li>
        ))}
      </ul>
      <p className="s mid bad-lines">
        {rest > 0 && `And ${countOf(rest, 'more line')}. `}
        {skipped > 0 && `GitHub skips ${countOf(skipped, 'line')}; the others stay in force. `}
        {errors.some(({ kind }) => kind === UNKNOWN) &&
          'An unknown owner is asked for nothing and counts for nothing. '}
        <HelpLink topic="repository">What GitHub reads</HelpLink>
      </p>
    </>
  )
}

/** The unknown owners of one line as one row, with how many more there are. */
function byLine(errors: readonly UnreadLine[]): (UnreadLine & { readonly more: number })[] {
  const rows = new Map<string, UnreadLine & { readonly more: number }>()
  for (const error of errors) {
    const key = error.kind === UNKNOWN ? `${error.line}` : `${error.line} ${error.column}`
    const known = rows.get(key)
    rows.set(key, known === undefined ? { ...error, more: 0 } : { ...known, more: known.more + 1 })
  }
  return [...rows.values()]
}

function shortened(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS - 1)}…` : text
}
