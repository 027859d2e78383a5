/** A piece of running text. `link` keeps the address as written; who draws it decides whether it may lead anywhere. */
export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'strong' | 'emphasis'; readonly children: readonly Inline[] }
  | { readonly kind: 'link'; readonly href: string; readonly children: readonly Inline[] }

/** Beyond this depth marks stay as written, so that no text can exhaust the stack. */
const DEEPEST = 6
/** A mark that does not close within so many signs stays as written, so that no text takes quadratic time. */
const FARTHEST = 1000
const PUNCTUATION = /[!-/:-@[-`{-~]/
const WORD = /[\p{L}\p{N}]/u

/**
 * Running text of the Markdown subset that the documentation uses: code, bold, italic, links and backslash escapes, as CommonMark has
 * them (https://spec.commonmark.org/0.31.2/#inlines). Everything else, raw HTML and pictures too, is text.
 */
export function parseInline(text: string, depth = 0): Inline[] {
  const found: Inline[] = []
  let plain = ''
  let at = 0
  const take = (inline: Inline, end: number) => {
    if (plain !== '') found.push({ kind: 'text', text: plain })
    found.push(inline)
    plain = ''
    at = end
  }
  while (at < text.length) {
    const span = spanAt(text, at, depth)
    if (span !== undefined) {
      take(span.inline, span.end)
      continue
    }
    const run = text[at] === '`' ? runOf(text, at) : 1
    const escaped = text[at] === '\\' && PUNCTUATION.test(text[at + 1] ?? '')
    plain += escaped ? (text[at + 1] ?? '') : text.slice(at, at + run)
    at += escaped ? 2 : run
  }
  if (plain !== '') found.push({ kind: 'text', text: plain })
  return found
}

/** The words of running text without any mark. */
export function inlineText(inlines: readonly Inline[]): string {
  return inlines.map((one) => ('children' in one ? inlineText(one.children) : one.text)).join('')
}

interface Span {
  readonly inline: Inline
  readonly end: number
}

function spanAt(text: string, at: number, depth: number): Span | undefined {
  const sign = text[at]
  if (sign === '`') return codeAt(text, at)
  if (depth >= DEEPEST) return undefined
  if (sign === '[') return linkAt(text, at, depth)
  if (sign === '*' || sign === '_') return emphasisAt(text, at, sign, depth)
  return undefined
}

function codeAt(text: string, at: number): Span | undefined {
  const run = runOf(text, at)
  const close = closingRun(text, at + run, run)
  if (close === -1) return undefined
  const inner = text.slice(at + run, close).replaceAll('\n', ' ')
  const padded = inner.length > 2 && inner.startsWith(' ') && inner.endsWith(' ') && inner.trim() !== ''
  return { inline: { kind: 'code', text: padded ? inner.slice(1, -1) : inner }, end: close + run }
}

/** Where a run of exactly `length` back quotes begins, from `from` on; -1 when there is none. */
function closingRun(text: string, from: number, length: number): number {
  const last = from + FARTHEST
  for (let at = text.indexOf('`', from); at !== -1 && at < last; at = text.indexOf('`', at)) {
    const run = runOf(text, at)
    if (run === length) return at
    at += run
  }
  return -1
}

function runOf(text: string, at: number): number {
  let end = at
  while (text[end] === text[at]) end++
  return end - at
}

function emphasisAt(text: string, at: number, sign: '*' | '_', depth: number): Span | undefined {
  const width = text[at + 1] === sign ? 2 : 1
  const mark = sign.repeat(width)
  if (sign === '_' && WORD.test(text[at - 1] ?? '')) return undefined
  if (/^\s?$/.test(text[at + width] ?? '')) return undefined
  const close = closingMark(text, at + width, mark)
  if (close === -1) return undefined
  const children = parseInline(text.slice(at + width, close), depth + 1)
  return { inline: { kind: width === 2 ? 'strong' : 'emphasis', children }, end: close + width }
}

/** Where the mark closes: not after a space, not in code, and for `_` not inside a word. */
function closingMark(text: string, from: number, mark: string): number {
  const last = Math.min(text.length, from + FARTHEST)
  let at = from
  while (at < last) {
    const run = text[at] === mark[0] ? runOf(text, at) : 0
    const inWord = mark.startsWith('_') && WORD.test(text[at + run] ?? '')
    if (
      run >= mark.length &&
      (run === mark.length || run > 2) &&
      at > from &&
      !inWord &&
      !/\s/.test(text[at - 1] ?? '')
    )
      return at + run - mark.length
    at = run > 0 ? at + run : skip(text, at)
  }
  return -1
}

function linkAt(text: string, at: number, depth: number): Span | undefined {
  const close = closingBracket(text, at, '[', ']')
  if (close === -1 || text[close + 1] !== '(') return undefined
  const end = closingBracket(text, close + 1, '(', ')')
  if (end === -1) return undefined
  const href = text.slice(close + 2, end)
  if (href === '' || /\s/.test(href)) return undefined
  return {
    inline: { kind: 'link', href, children: parseInline(text.slice(at + 1, close), depth + 1) },
    end: end + 1,
  }
}

function closingBracket(text: string, from: number, open: string, close: string): number {
  const last = Math.min(text.length, from + FARTHEST)
  let depth = 0
  let at = from
  while (at < last) {
    if (text[at] === open) depth++
    if (text[at] === close && --depth === 0) return at
    at = skip(text, at)
  }
  return -1
}

/** The next place to look at: past an escaped sign, past a whole code span. */
function skip(text: string, at: number): number {
  if (text[at] === '\\') return at + 2
  if (text[at] !== '`') return at + 1
  const run = runOf(text, at)
  const close = closingRun(text, at + run, run)
  return close === -1 ? at + run : close + run
}
