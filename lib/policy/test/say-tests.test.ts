import { expect, it } from 'vitest'
import { checkPolicyTests } from './check-policy-tests'
import { sayTests } from './say-tests'

const POLICY = 'version: "1"\ndefault: deny\ntools: {pay: {rules: [{name: never, action: deny}]}}\n'

function said(...cases: string[]): string[] {
  return sayTests(checkPolicyTests(POLICY, `tests:\n${cases.map((one) => `  - ${one}\n`).join('')}`))
}

it('counts, and names each case that fails with what it expects and gets', () => {
  expect(said('{name: a, call: {tool: pay}, expect: deny}')).toEqual(['Policy tests: 1 of 1 pass.'])
  expect(
    said(
      '{name: a, call: {tool: pay}, expect: allow}',
      '{name: b, call: {tool: x}, expect: deny, rule: never}',
    ),
  ).toEqual([
    'Policy tests: 0 of 2 pass.',
    '“a” (line 2) expects allowed and gets denied by never.',
    '“b” (line 3) expects denied by never and gets denied by (default deny).',
  ])
  const many = Array.from({ length: 12 }, (_, i) => `{name: a${i}, call: {tool: pay}, expect: allow}`)
  expect(said(...many)).toHaveLength(12)
  expect(said(...many).at(-1)).toBe('2 more fail.')
})

it('says why nothing was run', () => {
  expect(sayTests(null)).toEqual(['No policy tests.'])
  expect(
    sayTests(checkPolicyTests('version: "2"\n', 'tests: [{name: a, call: {tool: x}, expect: deny}]')),
  ).toEqual(['Policy tests were not run: Intercept refuses the policy.'])
  expect(sayTests(checkPolicyTests(POLICY, 'tests: 1\n'))[0]).toContain(
    'their file has a fault: line 1: tests must be',
  )
})
