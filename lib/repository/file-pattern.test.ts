import { describe, expect, it } from 'vitest'
import { matchesFilePattern } from './file-pattern'

describe('a file pattern of a ruleset', () => {
  it.each([
    ['policies/data/**/*', 'policies/data/postgres.yaml', true],
    ['policies/data/**/*', 'policies/data/deep/er/postgres.yaml', true],
    ['policies/data/**/*', 'policies/database/postgres.yaml', false],
    ['policies/data/*', 'policies/data/postgres.yaml', true],
    ['policies/data/*', 'policies/data/deep/postgres.yaml', false],
    ['policies/data/**', 'policies/data/postgres.yaml', true],
    ['policies/data/**', 'policies/data/deep/postgres.yaml', false],
    ['**/*.yaml', 'a.yaml', true],
    ['**/*.yaml', 'a/b/c.yaml', true],
    ['**/**/*.yaml', 'a/b/c.yaml', true],
    ['*.yaml', 'a.yaml', true],
    ['*.yaml', 'a/a.yaml', false],
    ['*', '.lockstep.yaml', true],
    ['policies/data/', 'policies/data/postgres.yaml', false],
    ['/policies/data/*', 'policies/data/postgres.yaml', false],
    ['policies/data', 'policies/data', true],
    ['Policies/*', 'policies/a.yaml', false],
    ['policies/?.yaml', 'policies/a.yaml', true],
    ['policies/?.yaml', 'policies/ab.yaml', false],
    ['policies?a.yaml', 'policies/a.yaml', false],
    ['policies/[ab].yaml', 'policies/b.yaml', true],
    ['policies/[!ab].yaml', 'policies/b.yaml', false],
    ['policies/[a-c].yaml', 'policies/b.yaml', true],
    ['policies[^x]a.yaml', 'policies/a.yaml', false],
    ['policies/\\*.yaml', 'policies/*.yaml', true],
    ['policies/\\*.yaml', 'policies/a.yaml', false],
    ['policies/a.yaml', 'policies/axyaml', false],
    ['policies/(a|b)+.yaml', 'policies/(a|b)+.yaml', true],
    ['[z-a]', 'z', false],
  ])('%s and %s: %s', (pattern, path, matches) => {
    expect(matchesFilePattern(pattern, path)).toBe(matches)
  })

  it('is answered whatever stars it has and whatever path a pull request brings', () => {
    const path = `${'a'.repeat(200)}/${'a/'.repeat(200)}b`
    expect(matchesFilePattern(`${'*a'.repeat(60)}x`, path)).toBe(false)
    expect(matchesFilePattern(`${'**/a/'.repeat(60)}x`, path)).toBe(false)
    expect(matchesFilePattern('**/*', path)).toBe(true)
  })
})
