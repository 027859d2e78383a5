import { inlineText } from './parse-inline'
import type { Block } from './parse-markdown'

/** A heading of a page, as it stands in the list "On this page". */
export interface OutlineEntry {
  readonly id: string
  readonly title: string
  readonly level: number
}

/** Ids of the frame around every page (app's console layout). */
const TAKEN = ['main']

/** Ids of a page's headings, as GitHub makes them, each unique; a link with `#id` works in both places. */
export function headingIds(blocks: readonly Block[]): ReadonlyMap<Block, OutlineEntry> {
  const used = new Map(TAKEN.map((id) => [id, 1]))
  const entries = new Map<Block, OutlineEntry>()
  for (const block of blocks) {
    if (block.kind !== 'heading') continue
    const title = inlineText(block.inlines)
    entries.set(block, { id: uniqueId(title, used), title, level: block.level })
  }
  return entries
}

function uniqueId(title: string, used: Map<string, number>): string {
  const words = title.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '')
  const base = words.trim().replace(/\s/g, '-') || 'part'
  let id = base
  for (let count = used.get(base) ?? 0; used.has(id); count++) id = `${base}-${Math.max(count, 1)}`
  used.set(id, 1)
  return id
}
