'use client'

import { Fragment } from 'react'
import { type CodeProblem, CodeProblems } from './code-problems'
import { LineSelection } from './line-selection'
import { LineTokens } from './line-tokens'
import { yamlTokens } from './yaml-tokens'

interface CodeViewProps {
  /** Names the block for screen readers, such as the path. */
  label: string
  /** The lines as they are; hostile text stays text. */
  lines: readonly string[]
  language?: 'yaml' | 'text'
  /** Shown below their lines. */
  problems?: readonly CodeProblem[]
  /** Lines marked from the start, 1-based and inclusive; the address (`#L50-L55`) wins. */
  selected?: { from: number; to: number }
}

/** Numbered text. Each number is a link to its line; `#L50` and `#L50-L55` in the address mark and show lines. */
export function CodeView({ label, lines, language = 'yaml', problems, selected }: CodeViewProps) {
  const tokens = language === 'yaml' ? yamlTokens(lines) : lines.map((text) => [{ text, tone: null }])
  const isMarked = (line: number) => selected !== undefined && line >= selected.from && line <= selected.to
  return (
    <LineSelection>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it */}
      <pre className="code" tabIndex={0} role="region" aria-label={label}>
        {tokens.map((line, index) => {
          const number = index + 1
          const own = problems?.filter((problem) => problem.line === number) ?? []
          return (
            <Fragment key={number}>
              <span className={isMarked(number) ? 'l hl' : 'l'} id={`L${number}`} data-line={number}>
                <a className="ln" href={`#L${number}`} tabIndex={-1} aria-label={`Line ${number}`}>
                  {number}
                </a>
                <span className="tx">
                  <LineTokens line={line} />
                  {'\n'}
                </span>
              </span>
              {own.length > 0 && <CodeProblems problems={own} />}
            </Fragment>
          )
        })}
      </pre>
    </LineSelection>
  )
}
