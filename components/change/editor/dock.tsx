'use client'

import type { ReactNode } from 'react'
import { Button } from '@/components/ui/button'
import { countOf } from '@/components/ui/format-number'
import { Glyph } from '@/components/ui/glyph'
import { HelpLink } from '@/components/ui/help-link'
import { ButtonKey } from '@/components/ui/kbd'
import type { HelpTopic } from '@/lib/help-topics'
import type { TextProblem } from './file-reading'

export interface DockProblem {
  readonly problem: TextProblem
  readonly file: string
  /** Path as a person reads it; empty while the draft has one file. */
  readonly path: string
  /** What explains it. */
  readonly topic: HelpTopic
}

interface DockProps {
  readonly problems: readonly DockProblem[]
  readonly current: number
  readonly onGo: (index: number) => void
  readonly onFix: (problem: DockProblem) => void
  /** What is in the draft: files, tools, effect. */
  readonly children: ReactNode
  readonly submit: { readonly label: string; readonly enabled: boolean; readonly onSubmit: () => void }
}

const GLYPHS = { error: 'failed', warning: 'did-not-reload', note: 'note' } as const
const SHOWN = 200

/** Always in view: what is wrong, what is in the draft, and the way on. */
export function Dock({ problems, current, onGo, onFix, children, submit }: DockProps) {
  const count = (severity: TextProblem['severity'], word: string) => {
    const found = problems.filter((one) => one.problem.severity === severity).length
    return found === 0 ? [] : [countOf(found, word)]
  }
  const counts = [...count('error', 'error'), ...count('warning', 'warning'), ...count('note', 'note')]
  return (
    <div className="dockw">
      {problems.length > 0 && (
        <section className="dock" aria-label="Problems and notes">
          <div className="dk">
            <h2>Problems</h2>
            <span className="s mid num">
              {counts.join(', ')}
              <span className="hide-s">
                {' '}
                · <kbd>F8</kbd>
              </span>
            </span>
          </div>
          <ol aria-label="Problems">
            {problems.slice(0, SHOWN).map((one, index) => (
              <ProblemRow
                key={`${one.file} ${one.problem.start} ${one.problem.message}`}
                one={one}
                isCurrent={index === current}
                onGo={() => onGo(index)}
                onFix={() => onFix(one)}
              />
            ))}
          </ol>
        </section>
      )}
      <section className="bar" aria-label="Submission">
        {children}
        <span className="grow" />
        <span className="keys">
          <span>
            <kbd>⌘Z</kbd> undo
          </span>
        </span>
        <Button
          variant="primary"
          disabled={!submit.enabled}
          onClick={submit.onSubmit}
          aria-keyshortcuts="Meta+Enter Control+Enter"
        >
          {submit.label} {submit.enabled && <ButtonKey>⌘↵</ButtonKey>}
        </Button>
      </section>
    </div>
  )
}

interface ProblemRowProps {
  readonly one: DockProblem
  readonly isCurrent: boolean
  readonly onGo: () => void
  readonly onFix: () => void
}

function ProblemRow({ one, isCurrent, onGo, onFix }: ProblemRowProps) {
  const { severity, line, lint, message, fix } = one.problem
  return (
    <li className={isCurrent ? 'cur' : undefined}>
      <Glyph name={GLYPHS[severity]} label={severity} />
      <button type="button" className="lk ln" onClick={onGo}>
        {one.path === '' ? 'Line' : `${one.path} line`} {line}
      </button>
      <span className={lint === null ? 'ms mono' : 'ms'} title={message}>
        {message}
      </span>
      <span className="s">
        <HelpLink topic={one.topic} inNewTab>
          Why
        </HelpLink>
      </span>
      {fix !== null && (
        <button type="button" className="lk" onClick={onFix}>
          {fix.title}
        </button>
      )}
    </li>
  )
}
