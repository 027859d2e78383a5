import { parseDocument } from '../yaml/parse-document'
import type { YamlDocument } from '../yaml/node'
import type { ParsedPolicyTests, PolicyTest } from './policy-test'
import { readCase, readClock } from './read-case'
import { DEFAULT_CLOCK } from './read-time'
import { TestReader } from './test-reader'

const FILE = ['clock', 'tests'] as const

/** More than anybody writes by hand. */
const LARGEST = 1024 * 1024
const MOST_STEPS = 20_000

/** Reads a file of policy tests. Never throws; a file with any problem is refused as a whole, with every problem at its place. */
export function parsePolicyTests(source: string | Uint8Array): ParsedPolicyTests {
  if (source.length > LARGEST)
    return refusedWhole('The file is larger than 1 MiB; split the policy and its tests.')
  const parsed = parseDocument(source)
  if (!parsed.ok) {
    const reader = new TestReader(parsed.text)
    const { offset, message } = parsed.error
    reader.report({ start: offset, end: offset }, `The file is not valid YAML: ${message}.`)
    return result([], reader)
  }
  const reader = new TestReader(parsed.document.text)
  return result(readFile(parsed.document, reader), reader)
}

function readFile(document: YamlDocument, reader: TestReader): PolicyTest[] {
  const { root, ignoredFrom } = document
  if (ignoredFrom >= 0) {
    reader.report(
      { start: ignoredFrom, end: ignoredFrom },
      'Only one document may stand in the file; remove this.',
    )
  }
  const whole = { start: 0, end: 0 }
  const fields = root === null ? null : reader.fields(root, 'The file', FILE)
  const list = fields?.get('tests')
  if (list === undefined) {
    if (reader.problems.length === 0)
      reader.report(whole, 'The file holds no tests: begin with tests: and a list.')
    return []
  }
  const clock = readClock(fields?.get('clock'), DEFAULT_CLOCK, reader) ?? DEFAULT_CLOCK
  const cases: PolicyTest[] = []
  let steps = 0
  for (const { node } of reader.items(list.value, 'tests') ?? []) {
    const one = readCase(node, clock, reader)
    if (one === null) continue
    steps += one.steps.length
    if (steps > MOST_STEPS) {
      reader.report(
        node,
        `The file holds more than ${MOST_STEPS} calls and rows; split the policy and its tests.`,
      )
      break
    }
    cases.push(one)
  }
  reportTwins(cases, reader)
  return cases
}

function reportTwins(cases: readonly PolicyTest[], reader: TestReader): void {
  const first = new Map<string, number>()
  for (const { name, start, end, line } of cases) {
    const twin = first.get(name)
    if (twin === undefined) first.set(name, line)
    else reader.report({ start, end }, `Another test, on line ${twin}, has this name; choose one of its own.`)
  }
}

function result(cases: readonly PolicyTest[], { problems }: TestReader): ParsedPolicyTests {
  const [first, ...more] = problems.toSorted((a, b) => a.start - b.start)
  return first === undefined ? { ok: true, tests: { cases } } : { ok: false, problems: [first, ...more] }
}

function refusedWhole(message: string): ParsedPolicyTests {
  return { ok: false, problems: [{ message, line: 1, column: 1, start: 0, end: 0 }] }
}
