import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { answerQuestion } from '@/components/change/editor/answer-question'
import { applyDelta, deltaOf } from './answer-delta'

const { value: anyValue } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(null, undefined, true, 0, -0, NaN, 1n, '', 'a', 'b'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { noNullPrototype: true }),
    fc
      .array(fc.tuple(fc.constantFrom('a', 'b', 'c'), tie('value')), { maxLength: 3 })
      .map((pairs) => new Map(pairs)),
    fc.uint8Array({ maxLength: 2 }),
  ),
}))

it('the page has what the worker answered, in the same order, whatever it was told before', () => {
  fc.assert(
    fc.property(anyValue, anyValue, (before, after) => {
      const got = applyDelta(structuredClone(before), structuredClone(deltaOf(before, after)))
      expect(got).toStrictEqual(after)
      expect(inOrder(got)).toBe(inOrder(after))
    }),
    { numRuns: 2000 },
  )
})

it('what an answer has in common with the one before stays the same object and does not travel', () => {
  const text = `version: "1"\ndefault: deny\ntools:\n${Array.from({ length: 200 }, (_, tool) => `  tool_${tool}:\n    rules:\n      - name: cap\n        on_deny: "No ${tool}."\n`).join('')}`
  const read = (of: string) => answerQuestion({ kind: 'shape', text: of, isPolicy: true })
  const before = read(text)
  const delta = deltaOf(before, read(text.replace('No 7.', 'Never 7.')))
  const after = applyDelta(before, delta)
  expect(after).toEqual(read(text.replace('No 7.', 'Never 7.')))
  expect(after).toMatchObject({ tools: before.tools })
  expect(JSON.stringify({ delta, texts: 0 }, withoutTexts).length).toBeLessThan(2000)
})

it('values that nest without end travel whole', () => {
  const nest = (depth: number): unknown =>
    Array.from({ length: depth }).reduce((inner: unknown) => [inner], 0)
  const [before, after] = [nest(100_000), nest(100_000)]
  expect(applyDelta(before, deltaOf(before, after))).toBeInstanceOf(Array)
})

/** Maps are equal in any order; here the order is that of the file. */
function inOrder(value: unknown): string {
  return (
    JSON.stringify(value, (_, part: unknown) => {
      if (part instanceof Map) return [...part]
      return typeof part === 'bigint' ? `${part}n` : part
    }) ?? ''
  )
}

function withoutTexts(_: string, part: unknown): unknown {
  return typeof part === 'string' && part.length > 1000 ? '' : part instanceof Map ? [...part] : part
}
