import { describe, expect, it } from 'vitest'
import { fromRoot, isPolicyPath, isPolicyTestPath, relativeToRoot } from './policy-path'

describe('which files are policies', () => {
  it.each([
    ['policies/stripe.yaml', true],
    ['policies/eu/deep/stripe.yml', true],
    ['policies/stripe.test.yaml', false],
    ['policies/stripe.test.yml', false],
    ['policies/latest.yaml', true],
    ['policies/test.yaml', true],
    ['policies/stripe.YAML', false],
    ['policies/stripe.yaml.bak', false],
    ['policies/.yaml', false],
    ['policies-old/stripe.yaml', false],
    ['other/policies/stripe.yaml', false],
    ['.lockstep.yaml', false],
    ['policies', false],
    ['policies/', false],
  ])('%s: %s', (path, policy) => expect(isPolicyPath(path, 'policies')).toBe(policy))

  it('knows tests below the root', () => {
    expect(isPolicyTestPath('policies/a.test.yml', 'policies')).toBe(true)
    expect(isPolicyTestPath('other/a.test.yml', 'policies')).toBe(false)
    expect(isPolicyTestPath('policies/a.yml', 'policies')).toBe(false)
  })
})

describe('paths relative to the root', () => {
  it('goes there and back', () => {
    expect(relativeToRoot('conf/policies/eu/a.yaml', 'conf/policies')).toBe('eu/a.yaml')
    expect(fromRoot('eu/a.yaml', 'conf/policies')).toBe('conf/policies/eu/a.yaml')
    expect(relativeToRoot('docs/a.yaml', 'policies')).toBeNull()
  })

  it.each(['', '..', '../a.yaml', 'a/../../b.yaml', '/etc/passwd', 'a//b.yaml', './a.yaml', 'a\0.yaml'])(
    'refuses %j, which no git tree can hold',
    (relative) => expect(fromRoot(relative, 'policies')).toBeNull(),
  )
})
