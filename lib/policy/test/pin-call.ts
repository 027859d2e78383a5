import { parsePolicyTests } from './parse-policy-tests'

/** A logged call that is to become a test. */
export interface CallToPin {
  readonly tool: string
  /** Names of its arguments; null when the log does not have them. */
  readonly argKeys: readonly string[] | null
  /** What it got. */
  readonly result: 'allowed' | 'denied'
  /** What it must get from now on. */
  readonly wanted: 'allowed' | 'denied'
  /** The rule that denied it; null when the log names none. */
  readonly rule: string | null
  readonly at: Date
}

/** Beyond it a person writes the arguments. */
const MOST_KEYS = 50

/**
 * The tests with one more case at their end, every other byte as it was: what the call must get from now on. The log has names of
 * arguments and no values, so that the values are stand-ins. `tests` null begins a file. Null when the file is written in a way that a
 * case cannot simply be added to, or has a fault.
 */
export function pinCall(tests: string | null, call: CallToPin): string | null {
  const before = tests === null || tests.trim() === '' ? null : parsePolicyTests(tests)
  if (before !== null && !before.ok) return null
  const taken = new Set(before?.tests.cases.map(({ name }) => name))
  const lines = caseLines(call, nameOf(call, taken))
  const indent = before === null || tests === null ? '  ' : indentOf(tests)
  if (indent === null) return null
  const start = before === null ? 'tests:\n' : ended(tests ?? '')
  const text = `${start}${lines.map((line) => `${indent}${line}\n`).join('')}`
  // Whatever the file looks like: exactly one case came to those that were there.
  const after = parsePolicyTests(text)
  return after.ok && after.tests.cases.length === taken.size + 1 ? text : null
}

function ended(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`
}

/** The spaces before the dash of the last case; null when there is none that begins a line. */
function indentOf(tests: string): string | null {
  const [, list] = /^tests:[^\S\n]*(?:#[^\n]*)?\n([\s\S]*)$/m.exec(tests) ?? []
  return /^( *)- /m.exec(list ?? '')?.[1] ?? null
}

function nameOf(call: CallToPin, taken: ReadonlySet<string>): string {
  const stem = stemOf(call)
  let name = stem
  for (let nth = 2; taken.has(name); nth += 1) name = `${stem} (${nth})`
  return name
}

/** What the case of a call is called, where no other has its name. */
export function stemOf({ tool, result, wanted, at }: CallToPin): string {
  const then = at.toISOString().slice(0, 16).replace('T', ' ')
  return wanted === result
    ? `${tool} stays ${result}, as on ${then}`
    : `${tool} is ${wanted}, unlike on ${then}`
}

function caseLines({ tool, argKeys, result, wanted, rule }: CallToPin, name: string): string[] {
  const keys = (argKeys ?? []).slice(0, MOST_KEYS)
  const args = keys.map((key) => `${JSON.stringify(key)}: ""`).join(', ')
  const isNamed = rule !== null && rule !== '' && result === 'denied' && wanted === 'denied'
  return [
    `- name: ${JSON.stringify(name)}`,
    ...(keys.length > 0 ? ['  # The log has no values: put in real ones for these stand-ins.'] : []),
    '  call:',
    `    tool: ${JSON.stringify(tool)}`,
    ...(keys.length > 0 ? [`    args: { ${args} }`] : []),
    `  expect: ${wanted === 'denied' ? 'deny' : 'allow'}`,
    ...(isNamed ? [`  rule: ${JSON.stringify(rule)}`] : []),
  ]
}
