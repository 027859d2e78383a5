'use client'

import { LineTokens } from './line-tokens'
import { yamlTokens } from './yaml-tokens'

interface CodeExcerptProps {
  /** Names the block for screen readers. */
  label: string
  /** Some lines of a file; hostile text stays text. */
  lines: readonly string[]
  /** Number of the first one, 1-based. */
  first: number
}

/** A few lines of YAML with the numbers that they have in their file. */
export function CodeExcerpt({ label, lines, first }: CodeExcerptProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
    <pre className="code" tabIndex={0} role="region" aria-label={label}>
      {yamlTokens(lines).map((line, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- lines of an excerpt never move
        <span key={index} className="l">
          <span className="ln">{first + index}</span>
          <span className="tx">
            <LineTokens line={line} />
            {'\n'}
          </span>
        </span>
      ))}
    </pre>
  )
}
