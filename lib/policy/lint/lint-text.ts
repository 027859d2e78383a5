import type { ReportFinding } from './lint-finding'

/** Larger policies are no longer read by people. */
const LARGE = 256 * 1024

/** Bidirectional and zero-width characters (Trojan Source, CVE-2021-42574), and controls other than tab and line breaks. */
const INVISIBLE =
  // oxlint-disable-next-line no-control-regex -- controls are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u0080-\u0084\u0086-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069]|(?!^)\ufeff|\\(?:u(?:061[cC]|200[b-fB-F]|202[a-eA-E]|206[0-9])|x(?:0[0-8]|1[0-9a-fA-F]|7[fF]))/g

const SECRETS: readonly (readonly [string, RegExp])[] = [
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----/g],
  ['a GitHub token', /\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bgithub_pat_[A-Za-z0-9_]{40,}\b/g],
  ['a GitLab token', /\bglpat-[A-Za-z0-9_-]{20,}/g],
  ['a Stripe key', /\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}\b/g],
  ['an AWS access key', /\bA[KS]IA[0-9A-Z]{16}\b/g],
  ['a Slack token', /\bxox[abposr]-[A-Za-z0-9-]{10,}/g],
  ['an API key', /\bsk-[A-Za-z0-9_-]{20,}/g],
  ['a Google API key', /\bAIza[0-9A-Za-z_-]{35}/g],
  ['a JSON web token', /\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}/g],
]

/** Looks at the characters of the file, comments included. */
export function lintText(text: string, report: ReportFinding): void {
  if (text.length > LARGE) {
    report('large-file', { start: 0, end: 0 }, `The file has ${Math.ceil(text.length / 1024)} kB; split it.`)
  }
  for (const match of text.matchAll(INVISIBLE)) {
    const code = (match[0].startsWith('\\') ? match[0] : `U+${hex(match[0])}`).slice(0, 6)
    report('hidden-characters', range(match), `A character that nobody sees (${code}); remove it.`)
  }
  for (const [what, pattern] of SECRETS) {
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
