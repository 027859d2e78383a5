import type { YamlNode } from '../yaml/node'
import type { Expectation, PolicyTest, TestStep } from './policy-test'
import {
  readCalled,
  readExpectation,
  readServerFails,
  readTimes,
  readWhen,
  type CallField,
  type Called,
  type ExpectField,
} from './read-step'
import { INSTANT_EXAMPLE, readInstant } from './read-time'
import type { Field, Fields, TestReader } from './test-reader'

const CASE = ['name', 'clock', 'call', 'expect', 'rule', 'message', 'sequence', 'table'] as const
const CALL = ['tool', 'args'] as const
const STEP = ['at', 'after', 'times', 'tool', 'args', 'answer', 'expect', 'rule', 'message'] as const
const ROW = ['tool', 'args', 'expect', 'rule', 'message'] as const

const NAME_MOST = 200

/** What the steps and rows of a case start from. */
interface Base {
  readonly clock: number
  readonly called: Called
  readonly expected: Expectation | null
}

/** Reads one item of `tests`. `null` when something is wrong with it, which has been reported. */
export function readCase(node: YamlNode, fileClock: number, reader: TestReader): PolicyTest | null {
  const before = reader.problems.length
  const fields = reader.fields(node, 'A test', CASE)
  if (fields === null) return null
  const name = readName(fields.get('name'), node, reader)
  const clock = readClock(fields.get('clock'), fileClock, reader)
  const called = readCall(fields.get('call'), reader)
  const kind = kindOf(fields, node, reader)
  if (name === null || clock === null || called === null || kind === null) return null
  const steps = readSteps(kind, fields, node, { clock, called }, reader)
  return reader.problems.length > before ? null : { name, kind, steps, ...reader.position(node) }
}

/** The file's clock or that of a case, in milliseconds since the Unix epoch. */
export function readClock(field: Field | undefined, inherited: number, reader: TestReader): number | null {
  if (field === undefined) return inherited
  const text = reader.text(field.value, 'clock')
  const time = text === null ? null : readInstant(text)
  if (text !== null && time === null) {
    reader.report(field.value, `clock must be a date and time such as ${INSTANT_EXAMPLE}.`)
  }
  return time
}

function readName(field: Field | undefined, node: YamlNode, reader: TestReader): string | null {
  if (field === undefined) {
    reader.report(node, 'name is missing: say in a few words what must hold.')
    return null
  }
  const name = reader.text(field.value, 'name')
  if (name === null || name.length <= NAME_MOST) return name
  reader.report(field.value, `name must be at most ${NAME_MOST} characters long.`)
  return null
}

function readCall(field: Field | undefined, reader: TestReader): Called | null {
  const none: Called = { tool: null, args: {} }
  if (field === undefined) return none
  const fields = reader.fields(field.value, 'call', CALL)
  return fields === null ? null : readCalled(fields, none, reader)
}

function kindOf(
  fields: Fields<'call' | 'sequence' | 'table'>,
  node: YamlNode,
  reader: TestReader,
): PolicyTest['kind'] | null {
  const table = fields.get('table')
  if (table !== undefined && fields.has('sequence')) {
    reader.report(table.key, 'A test has a sequence or a table, not both.')
    return null
  }
  if (table !== undefined) return 'table'
  if (fields.has('sequence')) return 'sequence'
  if (fields.has('call')) return 'call'
  reader.report(node, 'call is missing: say which tool is called, as in call: {tool: create_refund}.')
  return null
}

type CaseFields = Fields<ExpectField | 'sequence' | 'table'>

function readSteps(
  kind: PolicyTest['kind'],
  fields: CaseFields,
  node: YamlNode,
  { clock, called }: Omit<Base, 'expected'>,
  reader: TestReader,
): TestStep[] {
  const list = kind === 'call' ? undefined : fields.get(kind)
  const says = (['expect', 'rule', 'message'] as const).some((name) => fields.has(name))
  const expected = list === undefined || says ? readExpectation(fields, null, node, reader) : null
  const base: Base = { clock, called, expected }
  if (list === undefined) {
    const step = expected === null ? null : finish(base, expected, node, reader)
    return step === null ? [] : [step]
  }
  const steps: TestStep[] = []
  let now = clock
  for (const { node: item } of reader.items(list.value, kind) ?? []) {
    const step = kind === 'table' ? readRow(item, base, reader) : readCallOfSequence(item, base, now, reader)
    if (step === null) continue
    steps.push(step)
    now = step.at
  }
  return steps
}

function readRow(node: YamlNode, base: Base, reader: TestReader): TestStep | null {
  const fields = reader.fields(node, 'A row', ROW)
  if (fields === null) return null
  return readOwn(fields, base, node, reader)
}

function readCallOfSequence(node: YamlNode, base: Base, before: number, reader: TestReader): TestStep | null {
  const fields = reader.fields(node, 'A step', STEP)
  if (fields === null) return null
  const at = readWhen(fields, before, reader)
  const times = readTimes(fields.get('times'), reader)
  const serverFails = readServerFails(fields.get('answer'), reader)
  const step = readOwn(fields, base, node, reader)
  if (step === null || at === null || times === null || serverFails === null) return null
  return { ...step, at, times, serverFails }
}

function readOwn(
  fields: Fields<CallField | ExpectField>,
  base: Base,
  node: YamlNode,
  reader: TestReader,
): TestStep | null {
  const called = readCalled(fields, base.called, reader)
  const expected = readExpectation(fields, base.expected, node, reader)
  if (called === null || expected === null) return null
  return finish({ ...base, called }, expected, node, reader)
}

function finish(
  { clock, called: { tool, args } }: Base,
  expected: Expectation,
  node: YamlNode,
  reader: TestReader,
): TestStep | null {
  if (tool === null) {
    reader.report(node, 'tool is missing: say which tool is called, here or in call.')
    return null
  }
  return { at: clock, times: 1, tool, args, serverFails: false, expected, ...reader.position(node) }
}
