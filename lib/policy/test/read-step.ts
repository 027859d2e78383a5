import { nearestName } from '../nearest-name'
import type { YamlNode } from '../yaml/node'
import type { Expectation, TestStep } from './policy-test'
import { readArguments } from './read-arguments'
import { INSTANT_EXAMPLE, readDuration, readInstant, readTimeOfDay } from './read-time'
import type { Field, Fields, TestReader } from './test-reader'

/** Enough for any limit that a person can reach in a test. */
export const MOST_TIMES = 100_000

/** What is called: of a case, or of a step or row that changes it. */
export interface Called {
  readonly tool: string | null
  readonly args: Readonly<Record<string, unknown>>
}

export type ExpectField = 'expect' | 'rule' | 'message'
export type CallField = 'tool' | 'args'
export type TimeField = 'at' | 'after'

/** The call that these fields describe, on top of `base`: arguments of the same name are replaced. */
export function readCalled(fields: Fields<CallField>, base: Called, reader: TestReader): Called | null {
  const tool = fields.get('tool')
  const args = fields.get('args')
  const name = tool === undefined ? base.tool : reader.text(tool.value, 'tool')
  const own = args === undefined ? {} : readArguments(args.value, reader)
  if (own === null || (tool !== undefined && name === null)) return null
  return { tool: name, args: { ...base.args, ...own } }
}

/** What is expected; `inherited` counts only where these fields say nothing about the result. */
export function readExpectation(
  fields: Fields<ExpectField>,
  inherited: Expectation | null,
  at: YamlNode,
  reader: TestReader,
): Expectation | null {
  const result = readResult(fields.get('expect'), inherited, at, reader)
  if (result === null) return null
  const rule = fields.get('rule')
  const message = fields.get('message')
  if (result === 'allowed') {
    const extra = rule ?? message
    if (extra === undefined) return { result }
    reader.report(extra.key, 'An allowed call has no rule and no message: remove this, or expect deny.')
    return null
  }
  const base = !fields.has('expect') && inherited?.result === 'denied' ? inherited : { result }
  return {
    ...base,
    ...optional('rule', rule, reader),
    ...optional('message', message, reader),
  }
}

function optional(
  name: 'rule' | 'message',
  field: Field | undefined,
  reader: TestReader,
): { rule?: string; message?: string } {
  const text = field === undefined ? null : reader.text(field.value, name)
  return text === null ? {} : { [name]: text }
}

function readResult(
  field: Field | undefined,
  inherited: Expectation | null,
  at: YamlNode,
  reader: TestReader,
): Expectation['result'] | null {
  if (field === undefined) {
    if (inherited === null) reader.report(at, 'expect is missing: write expect: allow or expect: deny.')
    return inherited?.result ?? null
  }
  const text = reader.text(field.value, 'expect')
  if (text === 'allow') return 'allowed'
  if (text === 'deny') return 'denied'
  if (text === null) return null
  const meant = nearestName(text, ['allow', 'deny', 'allowed', 'denied'])
  const advice = meant === null ? '' : ` Did you mean ${meant.startsWith('allow') ? 'allow' : 'deny'}?`
  reader.report(field.value, `expect must be allow or deny.${advice}`)
  return null
}

/** When a step happens: `at` an instant or a time of the day, or `after` the step before it; else with it. */
export function readWhen(fields: Fields<TimeField>, before: number, reader: TestReader): number | null {
  const at = fields.get('at')
  const after = fields.get('after')
  if (at !== undefined && after !== undefined) {
    reader.report(after.key, 'Say at or after, not both.')
    return null
  }
  if (after !== undefined) return readAfter(after, before, reader)
  if (at === undefined) return before
  const text = reader.text(at.value, 'at')
  if (text === null) return null
  const time = readInstant(text) ?? readTimeOfDay(text, before)
  if (time === null) {
    reader.report(
      at.value,
      `at must be a time such as 14:59:59, or a date and time such as ${INSTANT_EXAMPLE}.`,
    )
  } else if (time < before) {
    reader.report(at.value, 'This is before the call above it. For a later day, write the date too.')
  } else return time
  return null
}

function readAfter(field: Field, before: number, reader: TestReader): number | null {
  const text = reader.text(field.value, 'after')
  const duration = text === null ? null : readDuration(text)
  if (duration !== null) return before + duration
  if (text !== null) reader.report(field.value, 'after must be a duration such as 30s, 59m 59s, 2h or 1d.')
  return null
}

export function readTimes(field: Field | undefined, reader: TestReader): TestStep['times'] | null {
  if (field === undefined) return 1
  const text = reader.text(field.value, 'times')
  const times = text !== null && /^[1-9]\d{0,5}$/.test(text) ? Number(text) : 0
  if (times >= 1 && times <= MOST_TIMES) return times
  if (text !== null) reader.report(field.value, `times must be a whole number from 1 to ${MOST_TIMES}.`)
  return null
}

export function readServerFails(field: Field | undefined, reader: TestReader): boolean | null {
  if (field === undefined) return false
  const text = reader.text(field.value, 'answer')
  if (text === 'ok' || text === 'error') return text === 'error'
  if (text !== null)
    reader.report(field.value, 'answer must be ok or error: what the server says to the call.')
  return null
}
