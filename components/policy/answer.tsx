import { Glyph } from '@/components/ui/glyph'
import type { GlyphName } from '@/components/ui/glyph-shapes'
import type { Posture, ToolReading } from '@/lib/policy/describe/describe-tool'
import { lineHash, lineWords, type PolicyLines } from './policy-lines'

const GLYPH = {
  allowed: 'allowed',
  conditions: 'conditions',
  limited: 'limit',
  denied: 'denied',
  hidden: 'hidden',
} as const satisfies Record<Posture, GlyphName>

/** What a tool answers before its arguments are known; a denial names its line. */
export function Answer({ reading, lines }: { reading: ToolReading; lines: PolicyLines }) {
  const { posture, cause } = reading
  const place = cause?.kind === 'default-deny' ? null : lines.cause(reading)
  return (
    <span className={posture === 'denied' ? 'row s deny b' : 'row s mid'} style={{ gap: 6 }}>
      <Glyph name={GLYPH[posture]} label={null} />
      {posture}
      {place !== null && (
        <a className="dim nw" href={lineHash(place)}>
          {lineWords(place)}
        </a>
      )}
    </span>
  )
}
