import { printable } from '@/lib/policy/describe/sentence'

/**
 * Text of files in the Markdown of GitHub (github.github.com/gfm, and "Autolinked references" and "Basic writing" of its documentation):
 * it reads as it is written, and can be nothing but text.
 */

/** U+2060 WORD JOINER: not shown, no space, and no character of a name, a number or an address. */
const JOINER = '\u2060'

/** Every ASCII character that Markdown takes a backslash before. */
const PUNCTUATION = /[!"#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~]/g

/** What GitHub links in plain text although it is escaped: it looks at the text after Markdown. */
const LINKED: readonly RegExp[] = [
  // Mentions of people and teams, and mail addresses.
  /@(?=[^\s])/g,
  // Issues: #12, GH-12, owner/repo#12.
  /#(?=\w)/g,
  /\bGH-(?=\d)/gi,
  // Emoji by name.
  /:(?=[\w+-]+:)/g,
  // Addresses: with a scheme, and the extended autolinks of GFM.
  /:(?=\/\/)/g,
  /\bwww(?=\.)/gi,
  /\b(?:mailto|xmpp):/gi,
  // Words that close issues, before whatever names one.
  /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?)\b/gi,
]

/** Commits are linked by their digits alone: 7 to 40 of them. */
const COMMIT = /(?<![0-9a-z])[0-9a-f]{7,40}(?![0-9a-z])/gi

/** `text` on one line, as nothing but text. */
export function asText(text: string): string {
  const line = separated(text.replace(/\s+/gu, ' ').trim())
  return line.replace(PUNCTUATION, (character) => `\\${character}`)
}

/** `text` as a code span. GitHub makes no link in one; it is separated all the same, for those who read the source. */
export function asCode(text: string): string {
  const line = separated(text.replace(/\s+/gu, ' '))
  if (line.trim() === '') return '` `'
  const longest = Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest + 1)
  // One space at both ends is stripped; beside a backtick it keeps the fence apart.
  const pad = longest > 0 || (line.startsWith(' ') && line.endsWith(' ')) ? ' ' : ''
  return fence + pad + line + pad + fence
}

/** The person's own Markdown, in which our markers can be neither begun nor ended. */
export function withoutMarkers(markdown: string): string {
  return markdown.replace(/<!--(?=\s*lockstep:)/gi, `<!-${JOINER}-`)
}

function separated(text: string): string {
  let split = printable(text).replace(/<!--/g, `<!-${JOINER}-`)
  for (const pattern of LINKED) split = split.replace(pattern, (found) => splitWord(found))
  return split.replace(COMMIT, (digits) => digits.replace(/.{6}(?=.)/g, `$&${JOINER}`))
}

function splitWord(found: string): string {
  return found[0] + JOINER + found.slice(1)
}
