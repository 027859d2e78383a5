import type { Json } from './go-json'

const MAX_KEYS = 100
const MAX_KEY = 100
const MAX_VALUE = 200

/**
 * Shapes of secrets and of people's addresses; a value never reaches an event with one in it. Each takes linear time: the agent chooses the
 * text, and everybody else's calls wait meanwhile.
 */
const SECRETS: readonly RegExp[] = [
  /\b(?:gh[opsur]_|github_pat_|lsk_|lst_|sk-|sk_live_|sk_test_|xox[abpr]-|AKIA|AIza|glpat-)[\w-]{6,}/g,
  /\beyJ[\w-]{8,}(?:\.[\w-]+)*/g,
  /\b(?:Bearer|Basic)\s+[\w+/=.~-]{6,}/gi,
  /(?<=:\/\/)[^\s/@]+(?=@)/g,
  /(?<=[?&](?:code|token|state|secret|key|password|sig|signature)=)[^&\s"]+/gi,
  /-----BEGIN [A-Z ]+-----[\s\S]*?(?:-----END [A-Z ]+-----|$)/g,
  /(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]+/g,
  /\b(?:\d[ -]?){12,18}\d\b/g,
]
/** A whole number from here on may be that of a card; times in milliseconds are smaller. */
const CARD = 1e14
const SECRET_NAME = /pass(?:word|wd|phrase)?|secret|token|api_?key|credential|authorization|cookie|private/i

/** The names of a call's arguments, in their order: what it was about without what it said. */
export function argumentKeys(args: Readonly<Record<string, unknown>>): string[] {
  return Object.keys(args)
    .slice(0, MAX_KEYS)
    .map((key) => key.slice(0, MAX_KEY))
}

/** The values of the arguments that the operator asked to have recorded (`*` = all): masked, and cut when they are long. */
export function recordedArguments(
  args: Readonly<Record<string, unknown>>,
  names: ReadonlySet<string>,
): Record<string, Json> | undefined {
  const recorded = Object.entries(args)
    .filter(([key]) => names.has(key) || names.has('*'))
    .slice(0, MAX_KEYS)
    .map(
      ([key, value]) => [key.slice(0, MAX_KEY), SECRET_NAME.test(key) ? '…' : masked(value ?? null)] as const,
    )
  return recorded.length === 0 ? undefined : Object.fromEntries(recorded)
}

function masked(value: unknown): Json {
  if (typeof value === 'number') return Number.isInteger(value) && value >= CARD ? '…' : value
  if (typeof value === 'boolean' || value === null) return value
  const text = typeof value === 'string' ? value : textOf(value)
  const shown = SECRETS.reduce((left, secret) => left.replaceAll(secret, '…'), text)
  return shown.length > MAX_VALUE ? `${shown.slice(0, MAX_VALUE)}…` : shown
}

function withoutSecrets(key: string, value: unknown): unknown {
  return SECRET_NAME.test(key) ? '…' : value
}

function textOf(value: unknown): string {
  try {
    return JSON.stringify(value, withoutSecrets)
  } catch (error) {
    // As deep as the stack is, and no deeper.
    if (error instanceof RangeError) return '…'
    throw error
  }
}
