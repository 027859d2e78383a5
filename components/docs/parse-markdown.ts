import { parseInline, type Inline } from './parse-inline'
import { isTable, readTable, type TableBlock } from './parse-table'

/** A part of a page, top to bottom. */
export type Block =
  | { readonly kind: 'heading'; readonly level: number; readonly inlines: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly inlines: readonly Inline[] }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'quote'; readonly blocks: readonly Block[] }
  | { readonly kind: 'rule' }
  /** A picture with a line of its own. `src` as written; who draws it decides whether there is one. */
  | { readonly kind: 'picture'; readonly src: string; readonly alt: string }
  | ListBlock
  | TableBlock

export interface ListBlock {
  readonly kind: 'list'
  /** Number of the first item; undefined for bullets. */
  readonly start: number | undefined
  readonly items: readonly (readonly Block[])[]
}

/** Beyond this depth lists and quotes stay as written, so that no text can exhaust the stack. */
const DEEPEST = 8
const FENCE = /^ {0,3}(`{3,}|~{3,})([^`]*)$/
const HEADING = /^ {0,3}(#{1,6}) +(.*)$/
const RULE = /^ {0,3}(?:-{3,}|\*{3,}|_{3,}) *$/
const PICTURE = /^!\[([^\]]+)\]\(([\w./-]+)\) *$/
const QUOTE = /^ {0,3}> ?/
const ITEM = /^( {0,3})([-*+]|\d{1,9}[.)])( +)(?=\S)/

interface Read {
  readonly block: Block
  /** The line after the block. */
  readonly next: number
}

/**
 * The Markdown subset that the documentation uses: headings, paragraphs, fenced code, pictures, lists, tables and quotes, as GitHub has them
 * (https://github.github.com/gfm/). Every text is a page: what is not understood is a paragraph.
 */
export function parseMarkdown(text: string): Block[] {
  return parseLines(text.split(/\r\n|\r|\n/), 0)
}

function parseLines(lines: readonly string[], depth: number): Block[] {
  const blocks: Block[] = []
  let at = 0
  while (at < lines.length) {
    if (lineAt(lines, at).trim() === '') {
      at++
      continue
    }
    const { block, next } = readBlock(lines, at, depth)
    blocks.push(block)
    at = next
  }
  return blocks
}

function readBlock(lines: readonly string[], at: number, depth: number): Read {
  const line = lineAt(lines, at)
  const heading = HEADING.exec(line)
  if (heading) {
    const [, signs = '', title = ''] = heading
    return {
      block: { kind: 'heading', level: signs.length, inlines: parseInline(title.trim()) },
      next: at + 1,
    }
  }
  if (FENCE.test(line)) return readFence(lines, at)
  if (RULE.test(line)) return { block: { kind: 'rule' }, next: at + 1 }
  if (isTable(lines, at)) return readTable(lines, at)
  const picture = PICTURE.exec(line)
  if (picture) {
    const [, alt = '', src = ''] = picture
    return { block: { kind: 'picture', src, alt }, next: at + 1 }
  }
  if (depth < DEEPEST && QUOTE.test(line)) return readQuote(lines, at, depth)
  if (depth < DEEPEST && ITEM.test(line)) return readList(lines, at, depth)
  return readParagraph(lines, at)
}

function readFence(lines: readonly string[], at: number): Read {
  const fence = FENCE.exec(lineAt(lines, at))?.[1] ?? ''
  const indent = lineAt(lines, at).indexOf(fence)
  let end = at + 1
  while (end < lines.length && !closes(lineAt(lines, end), fence)) end++
  const text = lines.slice(at + 1, end).map((line) => line.replace(new RegExp(`^ {0,${indent}}`), ''))
  return { block: { kind: 'code', text: text.join('\n') }, next: end + 1 }
}

function closes(line: string, fence: string): boolean {
  const text = line.trim()
  return text.length >= fence.length && text === fence.charAt(0).repeat(text.length)
}

function readQuote(lines: readonly string[], at: number, depth: number): Read {
  let end = at
  while (end < lines.length && QUOTE.test(lineAt(lines, end))) end++
  const inner = lines.slice(at, end).map((line) => line.replace(QUOTE, ''))
  return { block: { kind: 'quote', blocks: parseLines(inner, depth + 1) }, next: end }
}

function readList(lines: readonly string[], at: number, depth: number): Read {
  const first = markerOf(lineAt(lines, at))
  const items: Block[][] = []
  let next = at
  for (;;) {
    const marker = markerOf(lineAt(lines, next))
    if (marker === undefined || marker.sign !== first?.sign) break
    const end = endOfItem(lines, next, marker.width)
    const inner = lines.slice(next, end).map((line) => line.slice(indentOf(line, marker.width)))
    const head = lineAt(lines, next).slice(marker.width)
    items.push(parseLines([head, ...inner.slice(1)], depth + 1))
    next = end
  }
  return { block: { kind: 'list', start: first?.number, items }, next }
}

/** Blank lines and whatever is indented as far as the item's text belong to it, and the rest of a paragraph wherever it begins. */
function endOfItem(lines: readonly string[], at: number, width: number): number {
  let end = at + 1
  while (end < lines.length) {
    const line = lineAt(lines, end)
    const indented = indentOf(line, width) >= width
    const continues = lineAt(lines, end - 1).trim() !== '' && !interrupts(lines, end)
    if (line.trim() !== '' && !indented && !continues) break
    end++
  }
  return end
}

function markerOf(line: string): { sign: string; number: number | undefined; width: number } | undefined {
  const found = ITEM.exec(line)
  if (!found) return undefined
  const [whole, , mark = ''] = found
  const digits = mark.slice(0, -1)
  return digits === ''
    ? { sign: mark, number: undefined, width: whole.length }
    : { sign: mark.slice(-1), number: Number(digits), width: whole.length }
}

/** Spaces before the text, counted up to `most`. */
function indentOf(line: string, most: number): number {
  let count = 0
  while (count < most && line[count] === ' ') count++
  return count
}

function readParagraph(lines: readonly string[], at: number): Read {
  let end = at + 1
  while (end < lines.length && lineAt(lines, end).trim() !== '' && !interrupts(lines, end)) end++
  const text = lines.slice(at, end).map((line) => line.trim())
  return { block: { kind: 'paragraph', inlines: parseInline(text.join('\n')) }, next: end }
}

/** Whether a line begins something new in the middle of a paragraph. */
function interrupts(lines: readonly string[], at: number): boolean {
  const line = lineAt(lines, at)
  const begins = [HEADING, FENCE, RULE, PICTURE, QUOTE, ITEM].some((pattern) => pattern.test(line))
  return begins || isTable(lines, at)
}

function lineAt(lines: readonly string[], at: number): string {
  return lines[at] ?? ''
}
