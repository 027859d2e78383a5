import { describe, expect, it } from 'vitest'
import { ACTION_CHOICES, actionWords, describeDetail, describeSubject } from './audit-words'

describe('a line of the trail', () => {
  it('has words for known actions, and shows others as they were written', () => {
    expect(actionWords('key.created')).toBe('Made an enrolment key')
    expect(actionWords('odd.\u202edone')).toBe('odd.\\u202edone')
    expect(ACTION_CHOICES.flatMap(({ actions }) => actions).length).toBeGreaterThan(10)
  })

  it.each([
    ['change.proposed', '#12', '/changes/12'],
    ['change.proposed', '#12/../../x', null],
    ['proxy.retired', 'a/b', '/fleet/a%2Fb'],
    ['key.revoked', '01a2b3c4d5', '/settings/keys'],
    ['session.revoked', 'mara', '/audit?who=mara'],
    ['decisions.dropped', 'x', null],
  ])('%s to %j leads to %j', (action, subject, href) => {
    expect(describeSubject(action, subject).href).toBe(href)
  })

  it('tells its facts in one line, short and printable, whatever they are', () => {
    expect(describeDetail({ mode: 'pull', paths: ['a', 'b'], uses: null, session: 'x' })).toBe(
      'mode pull, paths a b',
    )
    expect(describeDetail({ expiresAt: '2026-11-27T08:49:50.145Z' })).toBe('until 27 Nov 2026, 08:49:50 UTC')
    expect(describeDetail({ expiresAt: 'never' })).toBe('until never')
    expect(describeDetail({ note: '\u0007\u202e' })).toBe('note \\u0007\\u202e')
    expect(describeDetail({ note: 'x'.repeat(5000) }).length).toBeLessThan(250)
    const many = { paths: Array.from({ length: 99 }, (_, at) => `policies/${at}.yaml`), expiresAt: 'never' }
    expect(describeDetail(many)).toMatch(/…, until never$/)
    expect(describeDetail(null)).toBe('')
  })

  it('names its facts by words, never as the database does', () => {
    expect(
      describeDetail({ paths: ['a'], emergency: 'An agent loops.', reviewers: ['@o/s'], followUp: 166 }),
    ).toBe('paths a, emergency: “An agent loops.”, reviewers @o/s, follow-up #166')
    expect(describeDetail({ askedBy: 'priya', bytes: 52 })).toBe('asked by @priya, bytes 52')
  })
})
