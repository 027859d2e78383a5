import { expect, it } from 'vitest'
import type { Agreement, FileAgreement } from '@/lib/changes/judge-agreement'
import { reviewStateSchema, type ReviewState } from '@/lib/changes/review-state'
import { sayWaiting } from './say-waiting'

function file(owners: string[], state: FileAgreement['state']): FileAgreement {
  const of = { path: owners.join(), line: 1, pattern: '*', kind: 'owned' as const, drafterExcluded: false }
  return { ...of, owners, state, approvals: [], asked: [] }
}

function says(
  review: Partial<ReviewState>,
  files: FileAgreement[] = [],
  more: Partial<Agreement> = {},
): string {
  const nobody = { moves: [], others: [], alsoAsked: [], changesRequested: [], dismissed: [] }
  const none = { ...nobody, required: [], notRequired: null, needed: 0, agreed: 0 }
  const stored = { ...reviewStateSchema.parse({ mergeable: true, mergeState: 'blocked' }), ...review }
  return sayWaiting({ draft: false, review: stored }, 'main', { ...none, files, ...more })
}

const check = { name: 'ci', description: '', url: null, required: true, seconds: null }

it('names the owners where all missing files have the same, and counts the files where not', () => {
  const [pay, data] = [file(['@acme/pay', '@ben'], 'asked'), file(['@acme/data'], 'not-asked')]
  expect(says({}, [pay])).toBe('Waiting for one of @acme/pay or @ben.')
  expect(says({}, [data, file(['@acme/pay'], 'agreed')])).toBe('Waiting for @acme/data.')
  expect(says({}, [pay, data])).toBe('Waiting for owners of 2 files.')
})

it('names what stands in the way before who is waited for', () => {
  const asked = [file(['@acme/pay'], 'asked')]
  expect(says({ mergeState: 'dirty' }, asked)).toBe('It conflicts with main.')
  expect(says({ checks: [{ ...check, state: 'failure' }] }, asked)).toBe('1 required check failed: ci.')
  const changesRequested = [{ login: 'ben', at: '' }]
  expect(says({}, asked, { changesRequested })).toBe('@ben asks for changes.')
})

it('says that it can be merged only where GitHub does', () => {
  expect(says({ mergeState: 'clean' })).toBe('It can be merged on GitHub.')
  expect(says({ mergeState: 'blocked' })).toBe('It waits on GitHub.')
  expect(says({ mergeState: 'unknown', mergeable: null })).toContain('has not said yet')
  expect(says({ checks: [{ ...check, state: 'pending' }] })).toBe('Waiting for required checks.')
  expect(says({}, [], { alsoAsked: ['@acme/security'] })).toBe('Waiting for @acme/security.')
})

it('names a team that a ruleset requires together with the owners, until it agreed', () => {
  const team = { team: '@acme/data', patterns: [], paths: ['p.yaml'], minimum: 1, by: [] }
  const pay = [file(['@acme/pay', '@ben'], 'asked')]
  const asked = { ...team, state: 'asked' as const }
  expect(says({}, pay, { required: [asked] })).toBe('Waiting for one of @acme/pay or @ben and @acme/data.')
  expect(says({}, [], { required: [asked] })).toBe('Waiting for @acme/data.')
  expect(says({ mergeState: 'clean' }, [], { required: [{ ...team, state: 'agreed' }] })).toContain(
    'can be merged',
  )
})

it('does not wait for owners whom the branch does not require', () => {
  const asked = [file(['@acme/pay'], 'asked')]
  const notRequired = 'The branch requires no review by code owners.'
  expect(says({ mergeState: 'clean' }, asked)).toBe('Waiting for @acme/pay.')
  expect(says({ mergeState: 'clean' }, asked, { notRequired })).toBe('It can be merged on GitHub.')
  expect(says({ mergeState: 'blocked' }, asked, { notRequired })).toBe('GitHub does not allow the merge yet.')
})
