import { expect, it } from 'vitest'
import type { PullSummary } from '@/lib/changes/list-changes'
import { reviewStateSchema } from '@/lib/changes/review-state'
import { parseCodeowners } from '@/lib/repository/codeowners'
import { toAttention, toOpen } from './overview-changes'

const PATHS = ['policies/one.yaml', 'policies/two.yaml']
const codeowners = parseCodeowners('/policies/one.yaml @a @b\n/policies/two.yaml @b @c\n')

function pull(review: object, labels: string[] = []): PullSummary {
  const at = new Date('2026-11-24T12:00:00Z')
  return {
    kind: 'pull-request',
    number: 7,
    title: 'Ask less',
    state: 'open',
    draft: false,
    draftedBy: 'ana',
    openedAt: at,
    updatedAt: at,
    closedAt: null,
    mergedAt: null,
    mergeSha: null,
    headSha: '1'.repeat(40),
    labels,
    review: reviewStateSchema.parse({ paths: PATHS, ...review }),
    approval: null,
    ours: false,
  }
}

const approved = { login: 'a', state: 'approved', at: '', commit: null }
const asked = (review: object) => toOpen(pull(review), { codeowners, reviewers: [], root: 'policies' }).asked

it('waits for either owner of a file, though one of them owns another that has been agreed to', () => {
  const requestedPeople = ['b', 'c']
  expect(asked({ requestedPeople })).toBe('@b')
  expect(asked({ requestedPeople, reviews: [approved] })).toBe('@b; and one of @b or @c')
  const as = [{ login: 'a', path: PATHS[0], owner: '@a', line: 1 }]
  expect(asked({ requestedPeople, reviews: [approved], as })).toBe('one of @b or @c')
})

it('waits for either of two files, where who approved may be the owner of one whom an e-mail address names', () => {
  const named = parseCodeowners('/policies/one.yaml ops@acme.test @b\n/policies/two.yaml @b @c\n')
  const review = { requestedPeople: ['b', 'c'], reviews: [approved], as: [] }
  const rules = { codeowners: named, reviewers: [], root: 'policies' }
  expect(toOpen(pull(review), rules).asked).toBe('@b; and one of @b or @c')
  expect(toOpen(pull({ ...review, reviews: [] }), rules).asked).toBe('@b')
})

it('waits for one of the reviewers of an emergency', () => {
  const rules = { codeowners, reviewers: ['@x', '@y'], root: 'policies' }
  const review = { requestedPeople: ['x', 'y'] }
  expect(toAttention(pull(review, ['emergency']), rules).emergency).toBe('one of @x or @y')
  expect(toOpen(pull(review), rules).asked).toBe('@x and @y')
})

it('is of the one folder that it touches', () => {
  const rules = { codeowners, reviewers: [], root: 'policies' }
  const team = (...paths: string[]) => toAttention(pull({ paths }), rules).team
  expect(team('policies/pay/a.yaml', 'policies/pay/b.test.yaml')).toBe('pay')
  expect(team('policies/pay/a.yaml', 'policies/data/b.yaml')).toBe('')
  expect(team('policies/a.yaml')).toBe('')
  expect(team('.lockstep.yaml')).toBe('')
})
