import { expect, it } from 'vitest'
import { reviewStateSchema, type ReviewState } from '@/lib/changes/review-state'
import { changeSteps } from './change-steps'

const now = new Date('2026-11-24T12:00:00Z')
type Change = Parameters<typeof changeSteps>[0]

function change(review: Partial<ReviewState> = {}, more: Partial<Change> = {}): Change {
  const times = { openedAt: now, mergedAt: null, closedAt: null, mergedBy: null }
  const what = {
    state: 'open' as const,
    draft: false,
    draftedBy: 'ana',
    files: [],
    owners: [],
    approval: null,
  }
  return { ...times, ...what, review: { ...reviewStateSchema.parse({}), ...review }, ...more }
}

const states = (...args: [Change, Parameters<typeof changeSteps>[1]?]) =>
  changeSteps(args[0], args[1] ?? null, now).map(({ state }) => state)

const check = { name: 'ci', description: '', url: null, required: true }
const approved = { login: 'ben', state: 'approved' as const, at: '', commit: null }

it('waits for one thing at a time: checks, owners, the merge, the proxies', () => {
  expect(states(change({ checks: [{ ...check, state: 'pending' }] }))).toEqual([
    'done',
    'waiting',
    'todo',
    'todo',
    'todo',
  ])
  expect(states(change({ requestedTeams: ['acme/payments'] }))).toEqual([
    'done',
    'done',
    'waiting',
    'todo',
    'todo',
  ])
  expect(states(change({ reviews: [approved] }))).toEqual(['done', 'done', 'done', 'waiting', 'todo'])
  const merged = change({}, { state: 'merged', mergedAt: now })
  const rollout = (running: number, overtaken: number, waiting: number) => ({
    figures: { total: running + overtaken + waiting, running, overtaken, waiting },
    mergedAt: now,
  })
  expect(states(merged, rollout(1, 0, 2)).at(-1)).toBe('waiting')
  expect(states(merged, rollout(3, 0, 0))).toEqual(Array(5).fill('done'))
  expect(states(merged, rollout(2, 1, 0))).toEqual(Array(5).fill('done'))
  expect(changeSteps(merged, rollout(2, 1, 0), now).at(-1)?.title).toBe('Ran on 2 of 3')
})

it('says where it stopped: a failing check, an owner who asks for changes, a conflict, a close', () => {
  const refused = { ...approved, state: 'changes-requested' as const }
  expect(states(change({ checks: [{ ...check, state: 'failure' }] }))[1]).toBe('stopped')
  expect(states(change({ reviews: [refused] }))[2]).toBe('stopped')
  expect(states(change({ mergeState: 'dirty' }))[3]).toBe('stopped')
  expect(states(change({}, { state: 'closed', closedAt: now }))[3]).toBe('stopped')
})

it('counts the required checks when there are any', () => {
  const checks = [
    { ...check, state: 'success' as const },
    { ...check, name: 'slow', required: false, state: 'pending' as const },
  ]
  expect(changeSteps(change({ checks }), null, now)[1]).toMatchObject({
    state: 'done',
    detail: '1 of 1 required passed',
  })
})
