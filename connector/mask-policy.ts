import { SECRET_PATTERNS } from '@/lib/policy/lint/secret-patterns'

/** A text as it may leave the host, and how many places were taken out of it. */
export interface MaskedText {
  readonly text: string
  readonly masked: number
}

/** Each address is taken once and whole: a pattern that begins again inside one takes minutes for a line of addresses. */
const ADDRESS = /[a-z][a-z0-9+.-]{0,30}:\/\/\S*/gi
/** A member or an assignment whose name says what it holds; not one that opens a list, a mapping or a block. */
const NAMED =
  /\b((?:password|passwd|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key)["']?[ \t]*[:=][ \t]*)(?![{[&*|>])("[^"\n]*"|'[^'\n]*'|[^\s,}\]]+)/gi
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g

/** Takes out of a policy file what looks like a secret: a person will read it in a browser. */
export function maskPolicy(text: string): MaskedText {
  let masked = 0
  const count = (kept: string) => {
    masked += 1
    return kept
  }
  let shown = text
    .replace(PRIVATE_KEY, () => count('…'))
    .replace(ADDRESS, (address) => withoutUser(address, count))
    .replace(NAMED, (_, name: string) => count(`${name}…`))
  for (const [, pattern] of SECRET_PATTERNS) shown = shown.replace(pattern, () => count('…'))
  return { text: shown, masked }
}

/** `redis://user:secret@host` → `redis://…@host`: up to the last `@`, because people write passwords with `/`, `?` and `#` in them. */
function withoutUser(address: string, count: (kept: string) => string): string {
  const at = address.lastIndexOf('@')
  const host = address.indexOf('://') + 3
  return at < host ? address : count(`${address.slice(0, host)}…${address.slice(at)}`)
}
