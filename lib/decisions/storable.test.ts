import { expect, it } from 'vitest'
import { recordedArguments } from '@/proxy/call-arguments'
import { storableJson } from './storable'

const CLIENT = { name: 'agent', version: '1' }
const OURS = { decision: 'a1b2c3d4-7', client: CLIENT, seq: 7 }

function stored(value: Record<string, unknown>): unknown {
  return JSON.parse(storableJson(value) ?? 'null')
}

it('keeps who called and which decision it was, however long an agent makes what is recorded of its arguments', () => {
  const args = Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`a${n}`, '\u0001'.repeat(200)]))
  const recorded = recordedArguments(args, new Set(['*']))
  expect(stored({ ...OURS, args: recorded })).toEqual({
    ...OURS,
    args: { 'left out': expect.stringMatching(/^12\d{4} characters$/) },
  })
  const few = { a: 'b\u0001' }
  expect(stored({ ...OURS, args: few })).toEqual({ ...OURS, args: few })
})

it('leaves out alone what is nested too deeply, and all of what has too many members', () => {
  const nested = (depth: number) => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`) as unknown
  expect(stored({ ...OURS, deep: nested(63) })).toEqual({ ...OURS, deep: nested(63) })
  for (const depth of [64, 65, 100])
    expect(stored({ ...OURS, deep: nested(depth) })).toEqual({
      ...OURS,
      deep: { 'left out': 'nested too deeply' },
    })
  const many = Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`m${n}`, n]))
  expect(stored(many)).toEqual({ 'left out': expect.stringMatching(/ characters$/) })
})
