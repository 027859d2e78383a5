import { visible } from '@/lib/policy/visible'

/** Punctuation around a word: no address, mention, reference, emoji or markup can be made of it. */
const WORD = /^([("'\u201c\u2018]{0,2})(.+?)([)"'\u201d\u2019,.;:?!]{0,3})$/su
/** A word or a number. */
const PLAIN = /^(?:[A-Za-z]{1,30}|\d{1,15}|\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,9})?)$/
/** What GitHub takes for a commit when it knows one. */
const COMMIT = /^[0-9a-f]{7,40}$/

/**
 * Hostile text for one cell of a table: plain words as they are, everything else as code, where nothing is a mention, a link, markup or
 * HTML, on GitHub as on GitLab. Never ends the cell or the line.
 */
export function markdownText(text: string): string {
  const written: string[] = []
  /** Words of a code span that is not ended yet, with what stands before it. */
  let open: { lead: string; words: string[] } | null = null
  const end = (tail: string) => {
    if (open !== null) written.push(`${open.lead}${markdownCode(open.words.join(' '))}${tail}`)
    open = null
  }
  for (const word of visible(text).split(/\s+/)) {
    const [, lead = '', core = '', tail = ''] = WORD.exec(word) ?? []
    if (core === '') continue
    if (PLAIN.test(core) && !COMMIT.test(core)) {
      end('')
      written.push(word)
      continue
    }
    if (lead !== '') end('')
    open ??= { lead, words: [] }
    open.words.push(core)
    if (tail !== '') end(tail)
  }
  end('')
  return written.join(' ')
}

/**
 * A code span. A table ends its cells at `|` even inside of one, and takes a backslash in front of it for an escape, so that a similar
 * sign stands for it. Source: https://github.github.com/gfm/#example-200
 */
export function markdownCode(text: string): string {
  const plain = visible(text).replaceAll('|', '\u2502').trim() || '\ufffd'
  const longest = Math.max(0, ...[...plain.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  const pad = longest > 0 ? ' ' : ''
  return `${fence}${pad}${plain}${pad}${fence}`
}
