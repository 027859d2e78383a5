import { expect, it } from 'vitest'
import { answerQuestion } from './answer-question'
import { isSameQuestion, type Question } from './question'

const POLICY = `version: "1"
default: deny
tools:
  create_refund:
    rules:
      - name: cap
        conditions:
          - { path: args.amount, op: lte, value: 9007199254740993 }
          - { path: args.at, op: eq, value: 2026-11-28 }
  list_rows:
    rules:
      - name: often
        rate_limit: 5/hour
`
const TOOLS = { toolNames: ['create_refund'] }
const QUESTIONS: readonly Question[] = [
  { kind: 'read', text: POLICY, as: 'policy', tools: TOOLS },
  { kind: 'read', text: POLICY.replace('"1"', '2'), as: 'policy', tools: {} },
  { kind: 'read', text: 'pins: 1\n', as: 'settings', tools: {} },
  { kind: 'shape', text: POLICY, isPolicy: true },
  { kind: 'compare', before: POLICY, after: POLICY.replace('5/hour', '6/hour') },
  {
    kind: 'test',
    policy: POLICY,
    tests: 'tests:\n  - name: a\n    call: { tool: other }\n    expect: allow\n',
  },
]

it.each(QUESTIONS)('an answer is the same on the other side of a thread: $kind', (question) => {
  const answer = answerQuestion(question)
  expect(structuredClone(answer)).toEqual(answer)
})

it('what is valid is compared, and what Intercept would refuse is not', () => {
  const compare = (after: string) => answerQuestion({ kind: 'compare', before: POLICY, after })
  expect(compare(POLICY.replace('5/hour', '6/hour'))).toMatchObject({ verdict: 'loosens' })
  expect(compare(POLICY.replace('"1"', '"2"'))).toBeNull()
  expect(compare('tools: [')).toBeNull()
})

it('two questions are the same when all that the answer depends on is', () => {
  for (const [place, question] of QUESTIONS.entries())
    for (const [other, next] of QUESTIONS.entries())
      expect(isSameQuestion(question, { ...next })).toBe(place === other)
})
