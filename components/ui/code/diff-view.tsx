'use client'

import { colourLines, type Piece } from './colour-lines'
import { type CodeProblem, CodeProblems } from './code-problems'
import { foldUnchanged, type DiffLine, type DiffPart } from './diff-lines'
import { DiffFold, DiffGap, DiffText } from './diff-text'

const SIGN = { same: '', added: '+', removed: '−' } as const
const TONE = { same: 'l', added: 'l add', removed: 'l del' } as const
const SPOKEN = { same: '', added: 'added ', removed: 'removed ' } as const

export interface DiffViewProps {
  /** Names the block for screen readers. */
  label: string
  parts: readonly DiffPart[]
  language?: 'yaml' | 'text'
}

/** A unified diff: old number, new number, sign, text with its changed words marked. Long unchanged runs are folded. */
export function DiffView({
  label,
  parts,
  language = 'yaml',
  problems,
}: DiffViewProps & {
  /** Shown below their new line. */
  problems?: readonly CodeProblem[]
}) {
  const pieces = new Map(parts.flatMap(({ lines }) => [...colourLines(lines, language)]))
  const rows = (lines: readonly DiffLine[]) =>
    lines.map((line) => (
      <Line
        key={`${line.oldLine}:${line.newLine}`}
        line={line}
        pieces={pieces.get(line) ?? []}
        problems={problems}
      />
    ))
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
    <div className="code d" tabIndex={0} role="region" aria-label={label}>
      {foldUnchanged(parts).map((segment, at) => {
        // oxlint-disable-next-line react/no-array-index-key -- segments of a diff never move
        if (segment.kind === 'left-out') return <DiffGap key={at} count={segment.count} />
        if (segment.kind === 'lines') return rows(segment.lines)
        return (
          // oxlint-disable-next-line react/no-array-index-key -- segments of a diff never move
          <DiffFold key={at} count={segment.lines.length}>
            {rows(segment.lines)}
          </DiffFold>
        )
      })}
    </div>
  )
}

interface LineProps {
  line: DiffLine
  pieces: readonly Piece[]
  problems: readonly CodeProblem[] | undefined
}

function Line({ line, pieces, problems }: LineProps) {
  const own = problems?.filter((problem) => problem.line === line.newLine) ?? []
  return (
    <>
      <span className={TONE[line.kind]}>
        <i>{line.oldLine}</i>
        <i>{line.newLine}</i>
        <b aria-hidden="true">{SIGN[line.kind]}</b>
        <span className="tx">
          {line.kind !== 'same' && <span className="sr">{SPOKEN[line.kind]}</span>}
          <DiffText pieces={pieces} />
          {'\n'}
        </span>
      </span>
      {own.length > 0 && <CodeProblems problems={own} />}
    </>
  )
}
