import { useMemo } from 'react'
import { formatCount } from '@/components/ui/format-number'
import { describeText, formWords } from './describe-text'
import type { LineMarks } from './line-marks'
import type { RuleAtLine } from './yaml-extensions'
import type { Cursor } from './yaml-editor'

interface StatusBarProps {
  readonly text: string
  readonly marks: LineMarks
  /** Null until the editor is there. */
  readonly cursor: Cursor | null
  readonly isNew: boolean
}

/** Where the cursor is, how the file is written, and how much of it differs from git. */
export function StatusBar({ text, marks, cursor, isNew }: StatusBarProps) {
  const form = useMemo(() => formWords(describeText(text)), [text])
  const { added, changed, removed } = marks
  const isSame = added.size + changed.size + removed === 0
  return (
    <div className="stl s dim">
      {cursor !== null && (
        <span className="num">
          Line {cursor.line}, column {cursor.column}
        </span>
      )}
      <span>{form}</span>
      {isNew && <span>a new file</span>}
      {added.size > 0 && <Count name="added" count={added.size} />}
      {changed.size > 0 && <Count name="changed" count={changed.size} />}
      {removed > 0 && <Count name="removed" count={removed} />}
      <span className="grow" />
      {!isNew && <span className="hide-s">{isSame ? 'as in git' : 'every other byte unchanged'}</span>}
    </div>
  )
}

function Count({ name, count }: { name: 'added' | 'changed' | 'removed'; count: number }) {
  return (
    <span className="row num" style={{ gap: 5 }}>
      <b className={`lm ${name}`} /> {formatCount(count)} {name}
    </span>
  )
}

/** The plain words of the rule under the cursor, for whoever does not point at it. */
export function RuleUnderCursor({ under }: { under: RuleAtLine | null }) {
  return (
    <p className="s mid foot2 trunc" title={under?.view.reading.text}>
      {under === null ? (
        'No rule on this line.'
      ) : (
        <>
          rule {under.index + 1} of {under.count} on <span className="mono">{under.tool}</span>:{' '}
          {under.view.reading.text}
        </>
      )}
    </p>
  )
}
