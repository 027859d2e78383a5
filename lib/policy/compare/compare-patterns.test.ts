import { describe, expect, it } from 'vitest'
import { parsePolicy } from '../parse-policy'
import type { Policy } from '../policy'
import { comparePolicies } from './compare-policies'

function policy(...rules: string[]): Policy {
  const parsed = parsePolicy(
    `version: "1"\ntools:\n  push:\n    rules:\n${rules.map((rule) => `      - ${rule}\n`).join('')}`,
  )
  if (!parsed.ok) throw new Error(parsed.loadError)
  return parsed.policy
}

function matching(...patterns: string[]): string {
  const conditions = patterns.map((pattern) => `{path: args.branch, op: regex, value: '${pattern}'}`)
  return `{name: branches, conditions: [${conditions.join(', ')}]}`
}

function compare(before: string, after: string) {
  const { verdict, differences, undecided } = comparePolicies(
    policy(matching(before)),
    policy(matching(after)),
  )
  return {
    verdict,
    examples: differences.map(({ witness }) => witness.call.args.branch),
    undecided: undecided.length,
  }
}

describe('a pattern that changes', () => {
  it.each([
    ['^agent/', '^agent/[a-z]+$', 'tightens', ['agent/']],
    ['^(dev|staging)-', '^(dev|staging|test)-', 'loosens', ['test-']],
    ['^main$', '(?i)^main$', 'loosens', ['maiN']],
    ['example.com', 'example\\.com', 'tightens', ['examplexcom']],
    ['\\bdrop\\b', 'drop', 'loosens', ['xdrop']],
    ['^.{1,64}$', '^.{1,32}$', 'tightens', ['x'.repeat(33)]],
    ['^[a-m]+$', '^[h-z]+$', 'both', ['x', 'a']],
    ['^a$', '^a$|^a\\z', 'same', []],
    ['^a+$', '^aa*$', 'same', []],
    ['^(?:(?:ab)|(?:ac))$', '^a[bc]$', 'same', []],
  ])('from %s to %s: %s', (before, after, verdict, examples) => {
    expect(compare(before, after)).toEqual({ verdict, examples, undecided: 0 })
  })

  it('is left open when the patterns are too intricate to be searched', () => {
    expect(compare('^(a|b)*a(a|b){40}$', '^(a|b)*b(a|b){40}$')).toMatchObject({
      verdict: 'unknown',
      undecided: 2,
    })
  })
})

describe('a rule beside a pattern', () => {
  const ticket = `{name: ticket, conditions: [{path: args.ticket, op: regex, value: '^SUP-[0-9]+$'}]}`

  it('is compared by calls that meet the pattern', () => {
    const [difference] = comparePolicies(
      policy(ticket, '{name: rate, rate_limit: 20/hour}'),
      policy(ticket, '{name: rate, rate_limit: 15/hour}'),
    ).differences
    expect(difference?.witness).toMatchObject({
      history: [{ times: 15 }],
      call: { args: { ticket: 'SUP-1' } },
    })
  })

  it('closes the tool when no text meets both', () => {
    const { differences } = comparePolicies(policy(matching('^a')), policy(matching('^a', '^b')))
    expect(differences.map(({ text }) => text)).toEqual([
      'push becomes denied: branches lets no call through (before: allowed under rules)',
    ])
  })
})
