import { GLYPHS, type GlyphName } from './glyph-shapes'

interface GlyphProps {
  name: GlyphName
  /** Pixels; 14 in rows, 12 in running small text. */
  size?: number
  /** Replaces its own colour class, such as `mid` for a quiet row. */
  tone?: string
  /** Replaces the word read aloud; `null` when the same word stands beside it. */
  label?: string | null
}

/** A glyph of `GLYPHS` in its colour. Its word is read aloud unless `label` is null. */
export function Glyph({ name, size = 14, tone, label }: GlyphProps) {
  const glyph = GLYPHS[name]
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 14 14"
      fill="none"
      className={tone ?? glyph.tone}
      {...(label === null ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label ?? glyph.word })}
    >
      {glyph.shape}
    </svg>
  )
}

/** Glyph and word together, the only way a state is written. `children` replaces the word. */
export function GlyphWord({ name, children }: { name: GlyphName; children?: React.ReactNode }) {
  return (
    <span className={`st ${GLYPHS[name].tone}`}>
      <Glyph name={name} label={null} />
      {children ?? GLYPHS[name].word}
    </span>
  )
}
