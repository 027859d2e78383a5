import type { ReactNode } from 'react'
import { countOf } from '@/components/ui/format-number'
import { Glyph } from '@/components/ui/glyph'
import { focusChoice } from './focus-choice'

/** Something that waits for a person to choose. */
export interface OpenChoice {
  readonly key: string
  readonly label: string
  /** What there is to choose between. */
  readonly says: string
}

interface ChoiceDockProps {
  readonly open: readonly OpenChoice[]
  /** What the choices do, and the ways on. */
  readonly children: ReactNode
}

/** Always in view while a file is brought together: what is still to be chosen, and the ways on. */
export function ChoiceDock({ open, children }: ChoiceDockProps) {
  return (
    <div className="dockw">
      {open.length > 0 && (
        <section className="dock" aria-label="Still to choose">
          <div className="dk">
            <h2>Problems</h2>
            <span className="s mid num">
              {countOf(open.length, 'field')} to choose
              <span className="hide-s">
                {' '}
                · <kbd>F8</kbd>
              </span>
            </span>
          </div>
          <ol aria-label="Fields to choose">
            {open.map(({ key, label, says }) => (
              <li key={key}>
                <Glyph name="did-not-reload" label="to choose" />
                <button type="button" className="lk ln" onClick={() => focusChoice(key)}>
                  {label}
                </button>
                <span className="ms" title={says}>
                  {says}
                </span>
              </li>
            ))}
          </ol>
        </section>
      )}
      <section className="bar" aria-label="Choices">
        {children}
      </section>
    </div>
  )
}
