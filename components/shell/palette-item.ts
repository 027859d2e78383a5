/** Something that the palette offers: an address to go to, or a thing to do. */
export interface PaletteItem {
  id: string
  group: string
  label: string
  note?: string
  mono?: boolean
  glyph: PaletteGlyph
  target: { href: string } | { run: () => void }
}

export type PaletteGlyph = 'conditions' | 'allowed' | 'file' | 'open' | 'in-sync' | 'merged' | 'right'
