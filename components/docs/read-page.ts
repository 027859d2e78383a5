import { headingIds, type OutlineEntry } from './outline'
import { inlineText, type Inline } from './parse-inline'
import { parseMarkdown, type Block } from './parse-markdown'

/** A page taken apart for showing. */
export interface ReadPage {
  readonly slug: string
  /** Its first heading; the slug when it has none. */
  readonly title: string
  /** Its first paragraph, for lists of pages. */
  readonly lead: readonly Inline[]
  /** What follows the title. */
  readonly body: readonly Block[]
}

export function readPage({ slug, text }: { slug: string; text: string }): ReadPage {
  const blocks = parseMarkdown(text)
  const [first] = blocks
  const titled = first?.kind === 'heading' && first.level === 1
  const body = titled ? blocks.slice(1) : blocks
  const lead = body.find((block) => block.kind === 'paragraph')
  return { slug, title: titled ? inlineText(first.inlines) : slug, lead: lead?.inlines ?? [], body }
}

/** The sections of a page, for the list beside it. */
export function outlineOf({ body }: ReadPage): OutlineEntry[] {
  return [...headingIds(body).values()].filter(({ level }) => level <= 2)
}
