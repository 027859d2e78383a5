import type { JumpTarget } from '@/lib/repository/jump-target'

/** Something that the palette offers: an address to go to, or a thing to do. */
export interface PaletteItem {
  id: string
  group: string
  /** In front of the label, which alone is searched: "Edit rule". */
  lead?: string
  label: string
  note?: string
  mono?: boolean
  glyph: PaletteGlyph
  target: { href: string } | { run: () => void }
}

export type PaletteGlyph =
  | Exclude<JumpTarget['mark'], null | 'closed'>
  | 'draft'
  | 'unverified'
  | 'file'
  | 'right'
