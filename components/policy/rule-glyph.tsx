import { Glyph } from '@/components/ui/glyph'
import type { GlyphName } from '@/components/ui/glyph-shapes'
import type { RuleReading } from '@/lib/policy/describe/describe-rule'

const GLYPH = {
  conditions: 'conditions',
  limit: 'limit',
  deny: 'denied',
  invalid: 'rejected',
} as const satisfies Record<RuleReading['kind'], GlyphName>

/** The silhouette of a kind of rule. */
export function RuleGlyph({ kind }: { kind: RuleReading['kind'] }) {
  return <Glyph name={GLYPH[kind]} />
}
