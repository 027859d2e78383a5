import type { ReactNode } from 'react'
import { Glyph } from './glyph'
import type { GlyphName } from './glyph-shapes'

interface NoteProps {
  glyph: GlyphName
  /** The colour of its edge; without it, ink. */
  tone?: 'drift' | 'deny' | 'pending'
  /** What happened, in one bold sentence. */
  title: ReactNode
  children?: ReactNode
  action?: ReactNode
}

/** A banner inside a page. */
export function Note({ glyph, tone, title, children, action }: NoteProps) {
  return (
    <div className={`note ${tone ?? ''}`}>
      <Glyph name={glyph} />
      <div className="grow">
        <b className="b">{title}</b> {children !== undefined && <span className="mid">{children}</span>}
      </div>
      {action}
    </div>
  )
}
