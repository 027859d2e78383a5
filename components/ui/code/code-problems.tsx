import type { ReactNode } from 'react'
import { Glyph } from '../glyph'

/** Something wrong at a line. */
export interface CodeProblem {
  /** 1-based. */
  line: number
  severity: 'error' | 'warning' | 'note'
  message: string
  /** A link to its explanation, or a fix in one word. */
  action?: ReactNode
}

const LOOK = {
  error: { glyph: 'failed', tone: 'msg', word: 'Error' },
  warning: { glyph: 'did-not-reload', tone: 'msg warn', word: 'Warning' },
  note: { glyph: 'note', tone: 'msg info', word: 'Note' },
} as const

/** Problems below their line, in the words of whoever reported them. */
export function CodeProblems({ problems }: { problems: readonly CodeProblem[] }) {
  return problems.map((problem) => (
    <span key={`${problem.severity}:${problem.message}`} className={LOOK[problem.severity].tone} role="note">
      <Glyph name={LOOK[problem.severity].glyph} size={12} label={LOOK[problem.severity].word} />
      <span>{problem.message}</span>
      {problem.action}
    </span>
  ))
}
