import type { ReportFinding } from './lint-finding'
import { SECRET_PATTERNS } from './secret-patterns'

/** Larger policies are no longer read by people. */
const LARGE = 256 * 1024

/** Bidirectional and zero-width characters (Trojan Source, CVE-2021-42574), and controls other than tab and line breaks. */
const INVISIBLE =
  // oxlint-disable-next-line no-control-regex -- controls are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u0080-\u0084\u0086-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069]|(?!^)\ufeff|\\(?:u(?:061[cC]|200[b-fB-F]|202[a-eA-E]|206[0-9])|x(?:0[0-8]|1[0-9a-fA-F]|7[fF]))/g

/** Looks at the characters of the file, comments included. */
export function lintText(text: string, report: ReportFinding): void {
  if (text.length > LARGE) {
    report('large-file', { start: 0, end: 0 }, `The file has ${Math.ceil(text.length / 1024)} kB; split it.`)
  }
  for (const match of text.matchAll(INVISIBLE)) {
    const code = (match[0].startsWith('\\') ? match[0] : `U+${hex(match[0])}`).slice(0, 6)
    report('hidden-characters', range(match), `A character that nobody sees (${code}); remove it.`)
  }
  for (const [what, pattern] of SECRET_PATTERNS) {
    for (const match of text.matchAll(pattern)) {
      report('secret', range(match), `This looks like ${what}; revoke it and remove it from the file.`)
    }
  }
}

function hex(character: string): string {
  return character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
}

function range(match: RegExpExecArray): { start: number; end: number } {
  return { start: match.index, end: match.index + match[0].length }
}
