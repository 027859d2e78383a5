import { readFileSync } from 'node:fs'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  DEFAULT_CONFIGURATION,
  environmentNamed,
  lintSeverity,
  minCoverageOf,
  parseConfiguration,
  type Configuration,
} from './configuration'

const COMMIT = '9f0e1d29f0e1d29f0e1d29f0e1d29f0e1d29f0e1'

/** The configuration of a text that must be valid. */
function valid(text: string): Configuration {
  const parsed = parseConfiguration(text)
  if (!parsed.ok) throw new Error(parsed.problems.map((problem) => problem.message).join('\n'))
  return parsed.configuration
}

function problems(text: string) {
  const parsed = parseConfiguration(text)
  return parsed.ok ? [] : parsed.problems
}

describe('what is read', () => {
  it('reads every setting, with the line each stands on', () => {
    const configuration = valid(`root: policies/
environments:
  prod:    { ref: main, allowance: 10m }
  staging: { ref: refs/heads/release/eu }
  dev:
pins:
  - { proxy: stripe-prod-eu-1, commit: ${COMMIT}, reason: INC-2231, until: 2026-12-01 }
  - proxy: stripe-prod-eu-2
    commit: ${COMMIT}
    reason: same
    until: 2026-12-01T18:30+02:00
emergency: { reviewers: "@northwind/security", followUp: 2h }
lint:
  - { rule: "*", severity: warning, path: /policies/legacy/ }
`)
    const until = '2026-12-01T00:00:00.000Z'
    expect(configuration).toEqual({
      root: 'policies',
      environments: [
        { name: 'prod', ref: 'main', allowanceMs: 600_000, line: 3 },
        { name: 'staging', ref: 'release/eu', allowanceMs: 120_000, line: 4 },
        { name: 'dev', ref: null, allowanceMs: 120_000, line: 5 },
      ],
      pins: [
        { proxy: 'stripe-prod-eu-1', commit: COMMIT, reason: 'INC-2231', until, line: 7 },
        {
          proxy: 'stripe-prod-eu-2',
          commit: COMMIT,
          reason: 'same',
          until: '2026-12-01T16:30:00.000Z',
          line: 8,
        },
      ],
      emergency: { reviewers: ['@northwind/security'], followUpMs: 7_200_000, line: 12 },
      lint: [{ rule: '*', severity: 'warning', path: '/policies/legacy/', line: 14 }],
      tests: [],
    })
  })

  it.each(['', '\n# nothing yet\n', '{}', 'environments: {}'])('takes the defaults for %j', (text) =>
    expect(valid(text)).toEqual(DEFAULT_CONFIGURATION),
  )

  it('gives an environment that is not listed the default branch and 2 minutes', () => {
    const configuration = valid('environments: { prod: { ref: live, allowance: 1d } }')
    expect(environmentNamed(configuration, 'prod')).toMatchObject({ ref: 'live', allowanceMs: 86_400_000 })
    expect(environmentNamed(configuration, 'qa')).toEqual({
      name: 'qa',
      ref: null,
      allowanceMs: 120_000,
      line: null,
    })
  })

  it('lets the last matching lint line win, by rule and by path', () => {
    const configuration = valid(`lint:
  - { rule: "*", severity: error }
  - { rule: allow-all, severity: off, path: legacy/ }
  - { rule: octal, severity: info }
`)
    expect(lintSeverity(configuration, 'allow-all', 'policies/a.yaml')).toBe('error')
    expect(lintSeverity(configuration, 'allow-all', 'policies/legacy/a.yaml')).toBe('off')
    expect(lintSeverity(configuration, 'octal', 'policies/legacy/a.yaml')).toBe('info')
    expect(lintSeverity(DEFAULT_CONFIGURATION, 'octal', 'a.yaml')).toBeNull()
  })

  it('lets the last matching line of tests win, by path', () => {
    const configuration = valid(
      'tests:\n  - { minCoverage: 50 }\n  - { path: payments/, minCoverage: 100 }\n',
    )
    expect(configuration.tests[1]).toEqual({ minCoverage: 100, path: 'payments/', line: 3 })
    expect(minCoverageOf(configuration, 'policies/payments/a.yaml')).toBe(100)
    expect(minCoverageOf(configuration, 'policies/data/a.yaml')).toBe(50)
    expect(minCoverageOf(DEFAULT_CONFIGURATION, 'policies/data/a.yaml')).toBeNull()
  })

  it('takes one emergency reviewer or a list', () => {
    expect(valid('emergency: { reviewers: ["@a", "@b/c"] }').emergency).toEqual({
      reviewers: ['@a', '@b/c'],
      followUpMs: 86_400_000,
      line: 1,
    })
  })
})

describe('what is refused', () => {
  const durations = 'must be a duration such as 30s, 10m, 2h or 1d.'
  const branches = 'must be the name of a branch, such as main or release/eu.'
  it.each([
    [
      '\nrooot: x',
      2,
      1,
      'rooot is not a setting; known here: root, environments, pins, emergency, lint, tests.',
    ],
    ['root: ..', 1, 1, 'root must be a folder inside the repository, such as policies.'],
    ['root: /etc', 1, 1, 'root must be a folder inside the repository, such as policies.'],
    ['root: .', 1, 1, 'root must be a folder inside the repository, such as policies.'],
    ['root: 7', 1, 1, 'root must be a folder of the repository, in quotes if it looks like a number.'],
    [
      'environments:\n  Prod: {}',
      2,
      3,
      'environments.Prod is not a name: use a-z, 0-9 and -, at most 63 characters.',
    ],
    [
      'environments:\n  a: { reff: x }',
      2,
      8,
      'environments.a.reff is not a setting; known here: ref, allowance.',
    ],
    ['environments:\n  a: { allowance: 10 }', 2, 8, `environments.a.allowance ${durations}`],
    ['environments:\n  a: { allowance: 0m }', 2, 8, `environments.a.allowance ${durations}`],
    ['environments:\n  a: { allowance: -1m }', 2, 8, `environments.a.allowance ${durations}`],
    ['environments:\n  a: { ref: -x }', 2, 8, `environments.a.ref ${branches}`],
    ['environments:\n  a: { ref: a..b }', 2, 8, `environments.a.ref ${branches}`],
    ['environments:\n  a: { ref: "a b" }', 2, 8, `environments.a.ref ${branches}`],
    ['environments:\n  a: { ref: refs/tags/v1 }', 2, 8, `environments.a.ref ${branches}`],
    ['environments:\n  a: { ref: a.lock }', 2, 8, `environments.a.ref ${branches}`],
    ['environments: 3', 1, 1, 'environments must be a mapping from names to { ref, allowance }.'],
    ['pins: {}', 1, 1, 'pins must be a list of pins.'],
    ['tests: 3', 1, 1, 'tests must be a list of { path, minCoverage }.'],
    ['tests: [{}]', 1, 9, 'tests[0].minCoverage is missing: it must be a whole number from 0 to 100.'],
    ['tests: [{ minCoverage: 101 }]', 1, 11, 'tests[0].minCoverage must be a whole number from 0 to 100.'],
    ['tests: [{ minCoverage: 0.5 }]', 1, 11, 'tests[0].minCoverage must be a whole number from 0 to 100.'],
    ['lint: 3', 1, 1, 'lint must be a list of { rule, severity, path }.'],
    ['lint: [{ rule: a }]', 1, 8, 'lint[0].severity is missing: it must be off, info, warning or error.'],
    [
      'lint: [{ rule: a, severity: off, path: "[a]" }]',
      1,
      34,
      'lint[0].path must be a path pattern as in CODEOWNERS.',
    ],
    ['emergency: { reviewers: [] }', 1, 14, 'emergency.reviewers must name at least one reviewer.'],
    ['emergency: { reviewers: [bob] }', 1, 26, 'emergency.reviewers[0] must be @user or @organisation/team.'],
    ['- 1', 1, 1, 'The file must be a mapping with root, environments, pins, emergency, lint and tests.'],
    ['a: 1\n---\nb: 2', 2, 1, 'The file is not valid YAML: a second document begins here; keep one.'],
    ['root: a\nroot: b', 2, 1, 'The file is not valid YAML: Map keys must be unique.'],
  ])('%j', (text, line, column, message) => {
    expect(problems(text)).toEqual([expect.objectContaining({ line, column, message })])
  })

  it('names everything that is wrong with a pin, at its lines', () => {
    const found = problems(`pins:
  - proxy: Stripe
    commit: 9f0e1d2
    until: 2026-02-30
`)
    expect(found.map(({ path, line }) => [path, line])).toEqual([
      ['pins[0].proxy', 2],
      ['pins[0].reason', 2],
      ['pins[0].commit', 3],
      ['pins[0].until', 4],
    ])
  })

  it('refuses two pins of one proxy', () => {
    const pin = `  - { proxy: a, commit: ${COMMIT}, reason: r, until: 2026-12-01 }\n`
    expect(problems(`pins:\n${pin}`)).toEqual([])
    expect(problems(`pins:\n${pin}${pin}`)).toEqual([
      {
        message: 'pins[1].proxy is pinned already on line 2; keep one of the two.',
        line: 3,
        column: 1,
        path: 'pins[1].proxy',
      },
    ])
  })
})

describe('hostile files', () => {
  it.each([
    ['brackets', '['.repeat(60_000)],
    ['brackets closed in comments', '[ # ]\n'.repeat(20_000)],
    ['brackets closed in strings', '["]",'.repeat(20_000)],
    ['compact sequences', '- '.repeat(60_000)],
    ['compact sequences with tags', '- !a '.repeat(20_000)],
    ['explicit keys', '? '.repeat(60_000)],
    ['indentation', Array.from({ length: 400 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
    ['aliases', `a: &a [1,1,1,1,1,1,1]\nb: &b [${'*a,'.repeat(30)}]\nc: [${'*b,'.repeat(30)}]`],
    ['size', `# ${'x'.repeat(200_000)}`],
  ])('%s: one problem, quickly', (_kind, text) => {
    const started = performance.now()
    expect(problems(text)).toHaveLength(1)
    expect(performance.now() - started).toBeLessThan(1000)
  })

  it('never throws', () => {
    const words = readFileSync(new URL(import.meta.url), 'utf8').match(/[\w@/-]+|[^\w\s]|\n *| /g) ?? []
    const text = fc.array(fc.constantFrom(...words), { maxLength: 40 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, (source) => {
        expect(typeof parseConfiguration(source).ok).toBe('boolean')
      }),
    )
  })
})
