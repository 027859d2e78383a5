import { type CodeProblem, CodeProblems } from './code-problems'

/** One line of a unified diff. Numbers are 1-based; an added line has no old one, a removed line no new one. */
export interface DiffLine {
  kind: 'same' | 'added' | 'removed'
  oldLine: number | null
  newLine: number | null
  text: string
  /** Parts that changed within the line, as [start, end) in UTF-16 units. */
  marks?: readonly (readonly [number, number])[]
}

/** Lines that stand together; unchanged ones between two hunks are left out. */
export interface DiffPart {
  lines: readonly DiffLine[]
}

const SIGN = { same: '', added: '+', removed: '−' } as const
const TONE = { same: 'l', added: 'l add', removed: 'l del' } as const
const SPOKEN = { same: '', added: 'added ', removed: 'removed ' } as const

interface DiffViewProps {
  /** Names the block for screen readers. */
  label: string
  parts: readonly DiffPart[]
  /** Shown below their new line. */
  problems?: readonly CodeProblem[]
}

/** A unified diff: old number, new number, sign, text with its changed words marked. */
export function DiffView({ label, parts, problems }: DiffViewProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
    <pre className="code d" tabIndex={0} role="region" aria-label={label}>
      {parts.map((part, index) => {
        const first = part.lines[0]
        return (
          <span key={`${first?.oldLine}:${first?.newLine}`}>
            {index > 0 && (
              <span className="l hunk" aria-hidden="true">
                <i />
                <i />
                <b />
                <span>⋯</span>
              </span>
            )}
            {part.lines.map((line) => (
              <Line key={`${line.oldLine}:${line.newLine}`} line={line} problems={problems} />
            ))}
          </span>
        )
      })}
    </pre>
  )
}

function Line({ line, problems }: { line: DiffLine; problems?: readonly CodeProblem[] }) {
  const own = problems?.filter((problem) => problem.line === line.newLine) ?? []
  return (
    <>
      <span className={TONE[line.kind]}>
        <i>{line.oldLine}</i>
        <i>{line.newLine}</i>
        <b aria-hidden="true">{SIGN[line.kind]}</b>
        <span className="tx">
          {line.kind !== 'same' && <span className="sr">{SPOKEN[line.kind]}</span>}
          <Marked text={line.text} marks={line.marks ?? []} />
          {'\n'}
        </span>
      </span>
      {own.length > 0 && <CodeProblems problems={own} />}
    </>
  )
}

function Marked({ text, marks }: { text: string; marks: readonly (readonly [number, number])[] }) {
  const parts: React.ReactNode[] = []
  let at = 0
  for (const [start, end] of marks) {
    parts.push(text.slice(at, start), <mark key={start}>{text.slice(start, end)}</mark>)
    at = end
  }
  parts.push(text.slice(at))
  return parts
}
