import { printable } from '../describe/sentence'
import type { StepResult } from './test-report'

const MOST_CHARACTERS = 400

/** The call behind a result and what the rules said to it, as sentences: empty where nothing was run. */
export function describeStep({ tool, args, at, got, trace, counters }: StepResult): string[] {
  if (got === null) return []
  const call = `Call: ${printable(tool)} ${cut(printable(args))} at ${sayInstant(at)} UTC.`
  const answers = trace.map(({ tool: key, rule, line, answer }) => {
    const name = `${printable(rule)}${key === '*' ? ' of *' : ''} (line ${line})`
    return `${name} ${ANSWERS[answer]}`
  })
  const rules = answers.length === 0 ? [] : [`Rules: ${answers.join(', ')}.`]
  const counted = counters.map(
    ({ counter, value, limit }) => `${printable(counter)} ${value}${limit === null ? '' : ` of ${limit}`}`,
  )
  return [call, ...rules, ...(counted.length === 0 ? [] : [`Counters: ${counted.join(', ')}.`])]
}

const ANSWERS = {
  'lets-through': 'lets it through',
  denies: 'denies it',
  'not-reached': 'is not asked',
} as const

/** `2026-01-05 14:59:59`, with milliseconds only where there are some. */
export function sayInstant(iso: string): string {
  return iso.replace('T', ' ').replace(/(\.000)?Z$/, '')
}

function cut(text: string): string {
  return text.length <= MOST_CHARACTERS ? text : `${text.slice(0, MOST_CHARACTERS)}…`
}
