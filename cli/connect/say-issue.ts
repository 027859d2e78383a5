import type { core } from 'zod'

/** A mistake in the settings as the person can mend it: by the option that was typed, or by the place in the file that was named. */
export function sayIssue({ path, message }: core.$ZodIssue, file: string | undefined): string {
  const what = wordsOf(message)
  if (file !== undefined)
    return `${file}: ${path.length === 0 ? '' : `${path.map(String).join('.')}: `}${what}`
  const [place, , ...names] = path.map(String)
  const option = names.length === 0 ? place : names.join('-')
  return `--${kebab(option ?? '')}: ${what}; see lockstep connect --help`
}

/** The parser's own sentence about a kind of value, in words. */
function wordsOf(message: string): string {
  const [, expected, received] = /expected (\w+), received (\w+)/.exec(message) ?? []
  if (expected === undefined) return message
  if (received === 'undefined') return 'is missing'
  return `must be a ${expected === 'array' ? 'list' : expected}, not ${received ?? 'this'}`
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replace(/^labels\b/, 'label')
}
