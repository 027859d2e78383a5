import { visible } from '@/lib/policy/visible'

/** A word or a number with punctuation around it: no address, mention, reference, emoji or markup can be made of these. */
const PLAIN = /^[("']{0,2}(?:[A-Za-z]{1,30}|\d{1,15})[)"',.;:?!]{0,3}$/
/** What GitHub takes for a commit when it knows one. */
const COMMIT = /^[0-9a-f]{7,40}\W*$/

/**
 * Hostile text for one cell of a table: plain words as they are, everything else as code, where nothing is a mention, a link, markup or
 * HTML. Never ends the cell or the line.
 */
export function markdownText(text: string): string {
  const parts: { code: boolean; words: string[] }[] = []
  for (const word of visible(text)
    .split(/\s+/)
    .filter((part) => part !== '')) {
    const code = !PLAIN.test(word) || COMMIT.test(word)
    const last = parts.at(-1)
    if (last?.code === code) last.words.push(word)
    else parts.push({ code, words: [word] })
  }
  return parts.map(({ code, words }) => (code ? markdownCode(words.join(' ')) : words.join(' '))).join(' ')
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
