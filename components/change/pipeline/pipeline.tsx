import type { ReactNode } from 'react'
import { Glyph } from '@/components/ui/glyph'
import type { GlyphName } from '@/components/ui/glyph-shapes'

export interface PipelineStep {
  readonly key: string
  readonly title: string
  readonly detail: ReactNode
  /**
   * `waiting`: for people. `stopped`: it cannot go on by itself. `none`: nothing of that kind exists, so that nothing was done.
   * `missed`: the change went on without it.
   */
  readonly state: 'done' | 'waiting' | 'stopped' | 'todo' | 'none' | 'missed'
  /** Says more than that of the state. */
  readonly glyph?: GlyphName | undefined
}

const GLYPHS: Record<PipelineStep['state'], GlyphName> = {
  done: 'passed',
  waiting: 'waiting',
  stopped: 'failed',
  todo: 'draft',
  none: 'none',
  missed: 'missed',
}

const WORDS = {
  done: 'done',
  waiting: 'waiting',
  stopped: 'stopped',
  todo: 'to do',
  none: 'none',
  missed: 'missed',
} as const satisfies Record<PipelineStep['state'], string>

/** Where a change stands on its way to the proxies. */
export function Pipeline({ steps }: { steps: readonly PipelineStep[] }) {
  return (
    <ol className="pipe panel" aria-label="Where this change stands">
      {steps.map(({ key, title, detail, state, glyph }) => (
        <li
          key={key}
          className={state}
          aria-current={state === 'waiting' || state === 'stopped' ? 'step' : undefined}
        >
          <span className="pg">
            <Glyph name={glyph ?? GLYPHS[state]} label={WORDS[state]} />
          </span>
          <b className="b">{title}</b>
          <span className="s mid">{detail}</span>
        </li>
      ))}
    </ol>
  )
}
