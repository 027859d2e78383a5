import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CODEOWNERS_MAX_BYTES, ownersOf, parseCodeowners } from './codeowners'

/** [what is shown, pattern, path, matched]. Rows marked "documented" are GitHub's own examples. */
const MATCHES: readonly (readonly [string, string, string, boolean])[] = [
  ['documented: * is everything', '*', 'readme.md', true],
  ['documented: * is everything, at any depth', '*', 'a/b/c.go', true],
  ['documented: an extension at the root', '*.js', 'index.js', true],
  ['documented: an extension at any depth', '*.js', 'src/deep/index.js', true],
  ['an extension is a suffix', '*.js', 'index.json', false],
  ['an extension needs the dot', '*.js', 'indexjs', false],
  ['a directory named like a file pattern owns what it holds', '*.js', 'lib.js/readme', true],
  ['documented: /build/logs/ at the root', '/build/logs/', 'build/logs/a.log', true],
  ['documented: /build/logs/ with subdirectories', '/build/logs/', 'build/logs/x/y.log', true],
  ['/build/logs/ is anchored', '/build/logs/', 'src/build/logs/a.log', false],
  ['/build/logs/ does not match a file of that name', '/build/logs/', 'build/logs', false],
  ['documented: docs/* matches its files', 'docs/*', 'docs/getting-started.md', true],
  ['documented: docs/* is not recursive', 'docs/*', 'docs/build-app/troubleshooting.md', false],
  ['docs/* is anchored, as it has a slash inside', 'docs/*', 'src/docs/a.md', false],
  ['/docs/* is not recursive', '/docs/*', 'docs/a/b.md', false],
  ['docs/** is recursive', 'docs/**', 'docs/a/b.md', true],
  ['docs/** is anchored', 'docs/**', 'x/docs/a.md', false],
  ['docs/** does not match the name itself', 'docs/**', 'docs', false],
  ['/docs/** is recursive', '/docs/**', 'docs/a/b/c.md', true],
  ['docs/**/* is recursive', 'docs/**/*', 'docs/a/b.md', true],
  ['documented: apps/ anywhere', 'apps/', 'x/y/apps/a.txt', true],
  ['documented: apps/ at the root', 'apps/', 'apps/a/b.txt', true],
  ['apps/ is not a file', 'apps/', 'x/apps', false],
  ['apps/ is a whole segment', 'apps/', 'my-apps/a.txt', false],
  ['documented: /docs/ at the root', '/docs/', 'docs/a/b.md', true],
  ['documented: /docs/ is anchored', '/docs/', 'a/docs/b.md', false],
  ['documented: **/logs below others', '**/logs', 'deeply/nested/logs/a.log', true],
  ['documented: **/logs in build', '**/logs', 'build/logs/x', true],
  ['documented: **/logs at the root', '**/logs', 'logs/x', true],
  ['**/logs matches a file of that name too', '**/logs', 'a/logs', true],
  ['**/logs is a whole segment', '**/logs', 'a/mylogs/b', false],
  ['documented: /apps/github is a directory', '/apps/github', 'apps/github/x/y', true],
  ['/apps/github is a file as well', '/apps/github', 'apps/github', true],
  ['/apps/github is a whole segment', '/apps/github', 'apps/github-old/x', false],
  ['a name without a slash matches anywhere', 'payments.yaml', 'policies/eu/payments.yaml', true],
  ['a name with a leading slash only at the root', '/payments.yaml', 'policies/payments.yaml', false],
  ['a name with a leading slash at the root', '/payments.yaml', 'payments.yaml', true],
  ['a path with a slash inside is anchored', 'eu/payments.yaml', 'policies/eu/payments.yaml', false],
  ['a path with a slash inside matches from the root', 'policies/eu', 'policies/eu/a.yaml', true],
  ['documented: case-sensitive', '/Policies/', 'policies/a.yaml', false],
  ['case-sensitive file name', '*.YAML', 'a.yaml', false],
  ['? is one character', 'a?.yaml', 'ab.yaml', true],
  ['? is not nothing', 'a?.yaml', 'a.yaml', false],
  ['? is not a slash', 'a?b', 'a/b', false],
  ['? is one character beyond the basic plane', 'a?.yaml', 'a🙂.yaml', true],
  ['* stays in its segment', '/a*c', 'a/c', false],
  ['* inside a segment', '/policies/pay*.yaml', 'policies/payments.yaml', true],
  ['* may be empty inside a segment', '/policies/pay*.yaml', 'policies/pay.yaml', true],
  ['several * inside a segment', '/p/*a*b*.yaml', 'p/xxaxxbxx.yaml', true],
  ['several * keep their order', '/p/*a*b*.yaml', 'p/xxbxxaxx.yaml', false],
  ['* as a directory is one level', '/policies/*/owners.yaml', 'policies/eu/owners.yaml', true],
  ['* as a directory is not two levels', '/policies/*/owners.yaml', 'policies/eu/x/owners.yaml', false],
  ['* as a directory is not no level', '/policies/*/owners.yaml', 'policies/owners.yaml', false],
  ['a/**/b with nothing between', 'a/**/b', 'a/b', true],
  ['a/**/b with two between', 'a/**/b', 'a/x/y/b', true],
  ['a/**/b and what is below', 'a/**/b', 'a/x/b/file', true],
  ['a/**/b is anchored', 'a/**/b', 'z/a/b', false],
  ['two ** find the later place', '**/a/**/b.yaml', 'a/x/a/y/b.yaml', true],
  ['/* is the root only', '/*', 'readme.md', true],
  ['/* is not deeper', '/*', 'policies/a.yaml', false],
  ['/** is everything', '/**', 'policies/a.yaml', true],
  ['** is everything', '**', 'a/b/c', true],
  ['*/ is what lies in a directory', '*/', 'a/b', true],
  ['*/ is not what lies at the root', '*/', 'readme.md', false],
  ['** inside a segment is two ordinary *', '/pol**s/a.yaml', 'policies/a.yaml', true],
  ['** inside a segment stays in its segment', '/pol**s', 'pol/ies', false],
  ['an escaped space', '/with\\ space/', 'with space/a.yaml', true],
  ['an escaped space in a file name', 'a\\ b.yaml', 'policies/a b.yaml', true],
  ['an escaped star is a star', '/a\\*.yaml', 'a*.yaml', true],
  ['an escaped star is no wildcard', '/a\\*.yaml', 'ab.yaml', false],
  ['an escaped ! is a character', '\\!important.yaml', '!important.yaml', true],
  ['a dot is a dot', '/a.yaml', 'abyaml', false],
  ['characters of regular expressions are plain', '/a+(b)|{c}$^.yaml', 'a+(b)|{c}$^.yaml', true],
  ['an @ inside a pattern is plain', '/@scope/', '@scope/a.yaml', true],
]

describe('patterns', () => {
  it.each(MATCHES)('%s: %s on %s', (_shown, pattern, path, matched) => {
    const codeowners = parseCodeowners(`${pattern} @owner\n`)
    expect(codeowners.errors).toEqual([])
    expect(ownersOf(codeowners, path)?.owners ?? null).toEqual(matched ? ['@owner'] : null)
  })

  it('takes no exponential time for a hostile pattern', () => {
    const codeowners = parseCodeowners(`${'**/a/'.repeat(200)}${'*a'.repeat(200)}b @owner`)
    const started = performance.now()
    expect(ownersOf(codeowners, `${'a/'.repeat(300)}${'a'.repeat(2000)}`)).toBeNull()
    expect(performance.now() - started).toBeLessThan(2000)
  })

  it('matches every path by its own escaped text, and only that path', () => {
    const segment = fc.stringMatching(/^[a-z!*? \\.@+-]{1,6}$/).filter((text) => !/^\.+$/.test(text))
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 4 }), (segments) => {
        const path = segments.join('/')
        const codeowners = parseCodeowners(`/${path.replaceAll(/[ *?!\\]/g, '\\$&')} @owner`)
        expect(codeowners.errors).toEqual([])
        expect(ownersOf(codeowners, path)?.line).toBe(1)
        expect(ownersOf(codeowners, `${path}x`)).toBeNull()
      }),
    )
  })
})

describe('rules', () => {
  it('lets the last matching line win', () => {
    const codeowners = parseCodeowners('* @all\n*.yaml @yaml\n/policies/ @security\n')
    expect(ownersOf(codeowners, 'policies/a.yaml')).toEqual({
      owners: ['@security'],
      line: 3,
      pattern: '/policies/',
    })
    expect(ownersOf(codeowners, 'a.yaml')?.line).toBe(2)
  })

  it('tells "unowned on purpose" from "no line matches"', () => {
    const codeowners = parseCodeowners('/apps/ @octocat\n/apps/github\n')
    expect(ownersOf(codeowners, 'apps/main.ts')?.owners).toEqual(['@octocat'])
    expect(ownersOf(codeowners, 'apps/github/main.ts')).toEqual({
      owners: [],
      line: 2,
      pattern: '/apps/github',
    })
    expect(ownersOf(codeowners, 'readme.md')).toBeNull()
  })

  it('reads users, teams and e-mail addresses, separated by spaces or tabs', () => {
    const codeowners = parseCodeowners('*\t@a-b  @org/team-name\tjane.doe+x@example.co.uk @emu_corp')
    expect(codeowners.rules[0]?.owners).toEqual([
      '@a-b',
      '@org/team-name',
      'jane.doe+x@example.co.uk',
      '@emu_corp',
    ])
  })

  it.each([
    ['a comment line', '# * @a', 0, []],
    ['an indented comment', '   # * @a', 0, []],
    ['a blank line', '   \t', 0, []],
    ['an inline comment after owners', '*.js @a #This is an inline comment.', 1, ['@a']],
    ['an inline comment instead of owners clears ownership', '*.js # @a', 1, []],
    ['an indented rule', '  *.js @a', 1, ['@a']],
    ['a Windows line end', '*.js @a\r', 1, ['@a']],
  ] as const)('%s', (_shown, text, count, owners) => {
    const codeowners = parseCodeowners(`${text}\n`)
    expect(codeowners.errors).toEqual([])
    expect(codeowners.rules).toHaveLength(count)
    expect(codeowners.rules[0]?.owners ?? []).toEqual(owners)
  })
})

describe('errors', () => {
  it.each([
    ['negation', '!a.yaml @a', 'Invalid pattern', 1],
    ['a range', 'a[0-9].yaml @a', 'Invalid pattern', 1],
    ['an escaped #', '\\#a.yaml @a', 'Invalid pattern', 1],
    ['a # inside a pattern', 'a#b @a', 'Invalid pattern', 1],
    ['three stars', '***/*.rb @monalisa', 'Invalid pattern', 1],
    ['a slash alone', '  / @a', 'Invalid pattern', 3],
    ['an empty segment', 'a//b @a', 'Invalid pattern', 1],
    ['a trailing backslash', 'a\\', 'Invalid pattern', 1],
    ['a byte order mark', '\ufeff*.js @a', 'Invalid pattern', 1],
    ['an owner without @', '* user', 'Invalid owner', 3],
    ['a second owner that is none', '* @a b', 'Invalid owner', 6],
    ['a team of a team', '* @a/b/c', 'Invalid owner', 3],
    ['an @ alone', '* @', 'Invalid owner', 3],
    ['a comment glued to an owner', '* @a#b', 'Invalid owner', 3],
  ] as const)('%s is reported and its line skipped, the others stay', (_shown, line, kind, column) => {
    const codeowners = parseCodeowners(`* @first\n${line}\n`)
    expect(codeowners.rules).toEqual([{ pattern: '*', owners: ['@first'], line: 1 }])
    expect(codeowners.errors).toEqual([
      expect.objectContaining({ line: 2, column, kind, source: line, path: '.github/CODEOWNERS' }),
    ])
  })

  it("has the shape and layout of GitHub's answer", () => {
    const [error] = parseCodeowners('\n* user', 'docs/CODEOWNERS').errors
    expect(error).toEqual({
      line: 2,
      column: 3,
      kind: 'Invalid owner',
      source: '* user',
      suggestion: 'an owner is @user, @organisation/team or an e-mail address',
      message:
        'Invalid owner on line 2: an owner is @user, @organisation/team or an e-mail address\n\n  * user\n    ^',
      path: 'docs/CODEOWNERS',
    })
  })

  it('ignores a file of 3 MB, and reads one just below', () => {
    const rule = '* @a\n'
    const large = parseCodeowners(rule + '#'.repeat(CODEOWNERS_MAX_BYTES - rule.length))
    expect(large.rules).toEqual([])
    expect(large.errors[0]?.kind).toBe('File too large')
    const below = parseCodeowners(rule + '#'.repeat(CODEOWNERS_MAX_BYTES - rule.length - 1))
    expect(below.rules).toHaveLength(1)
  })

  it('never throws, and answers only lines that exist', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (text, path) => {
        const codeowners = parseCodeowners(text)
        const owned = ownersOf(codeowners, path)
        expect([undefined, ...codeowners.rules.map((rule) => rule.line)]).toContain(owned?.line)
      }),
    )
  })
})
