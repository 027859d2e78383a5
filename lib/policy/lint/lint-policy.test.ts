import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { applyEdits } from '../edit/apply-edits'
import { comparePolicies } from '../compare/compare-policies'
import { parsePolicy } from '../parse-policy'
import type { LintOptions } from './lint-finding'
import { lintPolicy } from './lint-policy'
import { LINT_RULES } from './lint-rules'

const head = 'version: "1"\ndefault: allow\n'
const rules = (text: string, tool = 'pay') => `${head}tools:\n  ${tool}:\n    rules:\n${text}`
const condition = (op: string, value: string, path = 'args.a') =>
  `{path: ${path}, op: ${op}, value: ${value}}`
const rule = (name: string, conditions: string, more = '') =>
  `      - {name: ${name}, conditions: [${conditions}]${more}}\n`
const counted = (state: string, more = '', tool = 'pay') =>
  rule('c', condition('lte', '5', `state.${tool}.n`) + more, `, state: {counter: n, window: hour${state}}`)
const key = `ghp_${'a1B2'.repeat(9)}`

/** Id, a policy with that finding where the given text begins, and its positive twin without any. */
const CASES: readonly (readonly [keyof typeof LINT_RULES, string, string, string, LintOptions?])[] = [
  [
    'unknown-field',
    rules('      - {name: a, action: deny, on_dney: x}\n'),
    'on_dney',
    rules('      - {name: a, action: deny, on_deny: x}\n'),
  ],
  ['newer-field', `${head}spend: {daily: 5}\n`, 'spend:', head],
  ['later-document', `${head}---\ndefault: deny\n`, '---', `---\n${head}`],
  [
    'duplicate-rule-name',
    rules(rule('a', condition('gt', '1')) + rule('a', condition('lt', '9'))),
    'name: a',
    rules(rule('a', condition('gt', '1')) + rule('b', condition('lt', '9'))),
  ],
  [
    'ambiguous-denial',
    rules(
      rule('a', condition('gt', '1'), ', on_deny: no') + rule('b', condition('lt', '9'), ', on_deny: no'),
    ),
    'on_deny: no',
    rules(
      rule('a', condition('gt', '1'), ', on_deny: low') + rule('b', condition('lt', '9'), ', on_deny: high'),
    ),
  ],
  [
    'rule-never-denies',
    rules(rule('a', condition('lte', '5')) + rule('b', condition('lte', '9'))),
    '{name: b',
    rules(rule('a', condition('lte', '9')) + rule('b', condition('lte', '5'))),
  ],
  [
    'condition-never-holds',
    rules(rule('a', `${condition('lt', '5')}, ${condition('gt', '9')}`)),
    '{path: args.a, op: gt',
    rules(rule('a', `${condition('gt', '5')}, ${condition('lt', '9')}`)),
  ],
  [
    'rule-never-denies',
    rules(rule('a', condition('regex', '"^agent/[a-z]+$"')) + rule('b', condition('regex', '"^agent/."'))),
    '{name: b',
    rules(rule('a', condition('regex', '"^agent/."')) + rule('b', condition('regex', '"^agent/[a-z]+$"'))),
  ],
  [
    'condition-never-holds',
    rules(rule('a', `${condition('in', '[dev, staging]')}, ${condition('regex', '"^prod"')}`)),
    '{path: args.a, op: regex',
    rules(rule('a', `${condition('in', '[dev, prod]')}, ${condition('regex', '"^prod"')}`)),
  ],
  [
    'denies-when-missing',
    rules(rule('a', condition('neq', 'x'))),
    'op: neq',
    rules(rule('a', `${condition('exists', 'true')}, ${condition('neq', 'x')}`)),
  ],
  [
    'pattern-matches-all',
    rules(rule('a', condition('regex', '"^(a|[^a])*"'))),
    'value: "^(a|[^a])*"',
    rules(rule('a', condition('regex', '"^(a|[^b])*$"'))),
  ],
  [
    'unescaped-dot',
    rules(rule('a', condition('regex', String.raw`'^https://[a-z.]+\.example.com/'`))),
    "value: '^https://",
    rules(rule('a', condition('regex', String.raw`'^https://[a-z.]+\.example\.com/.x*'`))),
  ],
  [
    'unanchored-pattern',
    rules(rule('a', condition('regex', '"^dev|prod"'))),
    'value: "^dev|prod"',
    rules(rule('a', condition('regex', '"^prod"')) + rule('b', condition('regex', '"^[^@]*$|prod$"'))),
  ],
  ['counter-lt', rules(counted('').replace('op: lte', 'op: lt')), 'op: lt,', rules(counted(''))],
  [
    'counter-without-limit',
    rules(counted('').replace('op: lte', 'op: gte')),
    'counter: n',
    rules(counted('')),
  ],
  [
    'negative-increment',
    rules(counted(', increment_from: args.a')),
    'increment_from',
    rules(counted(', increment_from: args.a', `, ${condition('gte', '0')}`)),
  ],
  [
    'dotted-tool-counter',
    rules(counted('', '', 'a.b'), 'a.b'),
    'state: {',
    rules(counted('', '', 'ab'), 'ab'),
  ],
  ['increment-truncated', rules(counted(', increment: 1.0')), '1.0', rules(counted(', increment: 1'))],
  [
    'surprising-number',
    rules(rule('a', condition('lte', '010'))),
    '010',
    rules(rule('a', condition('lte', '8'))),
  ],
  [
    'unquoted-date',
    rules(rule('a', condition('eq', '2026-01-02'))),
    '2026-01-02',
    rules(rule('a', condition('eq', '"2026-01-02"'))),
  ],
  [
    'hidden-with-rules',
    rules(rule('a', condition('lte', '8'))).replace('tools:', 'hide: [pay]\ntools:'),
    'pay:',
    rules(rule('a', condition('lte', '8'))).replace('tools:', 'hide: [get]\ntools:'),
  ],
  [
    'wildcard-under-deny',
    rules(rule('a', condition('lte', '8')), '"*"').replace('allow', 'deny'),
    '"*":',
    rules(rule('a', condition('lte', '8')), '"*"'),
  ],
  ['unknown-tool', `${head}hide: [delte]\n`, 'delte', `${head}hide: [delete]\n`, { toolNames: ['delete'] }],
  ['secret', `${head}# ${key}\n`, 'ghp_', `${head}# ghp_short\n`],
  ['hidden-characters', `${head}# a\u202eb\n`, '\u202e', `${head}# aäb\n`],
  ['large-file', `${head}# ${'x'.repeat(270_000)}\n`, 'version', `${head}# ${'x'.repeat(200_000)}\n`],
]

describe('each lint rule', () => {
  for (const [id, bad, place, good, options] of CASES) {
    it(`${id} is found, at its place, and not in its twin`, () => {
      const found = lintPolicy(bad, options).filter(({ rule }) => rule === id)
      expect(found.map(({ start }) => bad.slice(start, start + place.length))).toContain(place)
      expect(lintPolicy(good, options).filter(({ rule }) => rule === id)).toEqual([])
    })
  }

  it('has a case here and a page', () => {
    const ids = Object.keys(LINT_RULES)
    expect(new Set<string>(CASES.map(([id]) => id))).toEqual(new Set(ids))
    expect(ids.filter((id) => !existsSync(`docs/lint/${id}.md`))).toEqual([])
  })
})

describe('a finding about a pattern', () => {
  it.each([
    ['example.com', 'The dot stands for any character, "examplexcom" matches too', 'unescaped-dot'],
    ['example.com', '"xexamplexcomx" matches too', 'unanchored-pattern'],
    ['^dev|prod', '"xprodx" matches too', 'unanchored-pattern'],
    [String.raw`\bprod\b`, '"-prod-" matches too', 'unanchored-pattern'],
  ])('about %s shows what it lets through: %s', (pattern, words, id) => {
    const found = lintPolicy(rules(rule('a', condition('regex', `'${pattern}'`))))
    expect(found.find((one) => one.rule === id)?.message).toContain(words)
  })
})

describe('a dot', () => {
  it.each(['^a[a.b]c$', String.raw`^\Qa.b\E$`, String.raw`^a\.b$`, '^a.*b$', '^a.{1,9}b$', '^a[^.]b$'])(
    'in %s is meant as it stands',
    (pattern) => {
      const found = lintPolicy(rules(rule('a', condition('regex', `'${pattern}'`))))
      expect(found.map((one) => one.rule)).toEqual([])
    },
  )
})

describe('lint', () => {
  it('offers only fixes that keep what the policy means', () => {
    const fixes = CASES.flatMap(([, bad]) =>
      lintPolicy(bad).flatMap(({ fix }) => (fix ? [{ bad, fix }] : [])),
    )
    expect(fixes.length).toBeGreaterThanOrEqual(2)
    for (const { bad, fix } of fixes) {
      const edited = applyEdits(bad, fix.edits)
      if (edited.kind !== 'edited') throw new Error(edited.reason)
      const [before, after] = [parsePolicy(bad), parsePolicy(edited.text)]
      if (!before.ok || !after.ok) throw new Error('not a policy')
      expect(comparePolicies(before.policy, after.policy).verdict).toBe('same')
    }
  })

  it('counts lines and columns from one', () => {
    expect(lintPolicy(`${head}spned: 1\n`)).toMatchObject([
      { line: 3, column: 1, docs: 'docs/lint/unknown-field.md' },
    ])
  })

  it('follows the configured severity', () => {
    const bad = `${head}spned: 1\n`
    expect(lintPolicy(bad, { severityOf: () => 'off' })).toEqual([])
    expect(lintPolicy(bad, { severityOf: () => 'info' })[0]?.severity).toBe('info')
  })

  it('says what each engine does with a newer field', () => {
    const newer = `${head}spend: {daily: 5}\n`
    expect(lintPolicy(newer)[0]?.message).toBe('intercept-2026-03 ignores spend.')
    expect(lintPolicy(newer, { engines: ['intercept-1.4'] })[0]?.message).toContain('does not evaluate')
  })

  it.each(['-eyJaaaaaaaaaa', 'a', '-----BEGIN ', 'sk-'])(
    'looks for secrets in linear time, whoever wrote the file: two megabytes of %s',
    (piece) => {
      const text = `${head}# ${piece.repeat(2_000_000 / piece.length)}\n`
      expect(lintPolicy(text).map(({ rule }) => rule)).toContain('large-file')
    },
  )

  it('looks at the characters of a file that is no YAML', () => {
    expect(lintPolicy(`{ # ${key}\n`).map(({ rule }) => rule)).toEqual(['secret'])
  })
})
