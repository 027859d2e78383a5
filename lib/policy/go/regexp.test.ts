import { describe, expect, it } from 'vitest'
import { compileRegexp } from './regexp'

function errorOf(pattern: string): string {
  const compiled = compileRegexp(pattern)
  return compiled.ok ? 'none' : compiled.error.replace('error parsing regexp: ', '')
}

describe('compileRegexp, beside the recorded vectors', () => {
  it.each([
    '\\p{greek}',
    '\\pl',
    '\\p{ Letter }',
    '\\p{uppercase_letter}',
    '\\P{^ascii}',
    '(?P<n>a)(?P<n>b)',
    '(?<n>a)',
    '\\Q(?<',
  ])('accepts what Go accepts: %s', (pattern) => {
    expect(errorOf(pattern)).toBe('none')
  })

  it.each([
    ['\\p{Emoji}', 'invalid character class range: `\\p{Emoji}`'],
    ['\\p{Old_Italic}', 'invalid character class range: `\\p{Old_Italic}`'],
    ['a\\p{^Nope}b', 'invalid character class range: `\\p{^Nope}`'],
    ['\\p{([a\\PL]', 'invalid character class range: `\\p{([a\\PL]`'],
    ['(\\p{greek}(?P<name>b)', 'missing closing ): `(\\p{greek}(?P<name>b)`'],
    ['x[\\p{letter}', 'missing closing ]: `[\\p{letter}`'],
    ['(?P<n>??)', 'missing argument to repetition operator: `??`'],
    ['(?<=a](?<n>', 'invalid named capture: `(?<=a](?<n>`'],
    ['[a-\\P{^Lu}', 'invalid escape sequence: `\\P`'],
    ['a\\', 'trailing backslash at end of expression: ``'],
  ])('shows the pattern as it was written: %s', (pattern, error) => {
    expect(errorOf(pattern)).toBe(error)
  })

  it('matches the class that a long name stands for', () => {
    const compiled = compileRegexp('^\\p{greek}\\P{letter}$')
    expect(compiled.ok && ['α1', 'a1', 'αa'].map((text) => compiled.regexp.matches(text))).toEqual([
      true,
      false,
      false,
    ])
  })

  it('refuses a pattern that is no text', () => {
    expect(errorOf('a\udcff')).toContain('invalid UTF-8')
  })
})
