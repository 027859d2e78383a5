import type { GlyphName } from '@/components/ui/glyph-shapes'

/** One thing with a next step. */
export interface AttentionItem {
  readonly key: string
  readonly glyph: GlyphName
  readonly title: string
  readonly detail: string
  readonly team: string
  /** Since when it is so. */
  readonly since: Date
  readonly href: string
}
