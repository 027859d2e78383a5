import { expect, it } from 'vitest'
import { reviewStateSchema, type ReviewState } from '@/lib/changes/review-state'
import type { Agreement } from '@/lib/changes/judge-agreement'
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
    drafted: null,
    approval: null,
  }
  return { ...times, ...what, review: { ...reviewStateSchema.parse({}), ...review }, ...more }
}

type Known = Parameters<typeof changeSteps>[1]
const known = (rollout: Known['rollout'] = null, more: Partial<Known> = {}): Known => {
  return { agreement: null, reviewers: [], running: null, affected: null, rollout, ...more }
}

const states = (one: Change, rollout: Known['rollout'] = null) =>
  changeSteps(one, known(rollout), now).map(({ state }) => state)

const check = { name: 'ci', description: '', url: null, required: true, seconds: null }
const passed = { ...check, state: 'success' as const }
const approved = { login: 'ben', state: 'approved' as const, at: '', commit: null }

it('waits for one thing at a time: checks, owners, the merge, the proxies', () => {
  expect(states(change({ checks: [{ ...check, state: 'pending' }] }))).toEqual([
    'done',
    'waiting',
    'todo',
    'todo',
    'todo',
  ])
  expect(states(change({ checks: [passed], requestedTeams: ['acme/payments'] }))).toEqual([
    'done',
    'done',
    'waiting',
    'todo',
    'todo',
  ])
  const agreed = { checks: [passed], reviews: [approved] }
  expect(states(change(agreed))).toEqual(['done', 'done', 'done', 'waiting', 'todo'])
  const merged = change(agreed, { state: 'merged', mergedAt: now })
  const rollout = (running: number, overtaken: number, waiting: number) => ({
    figures: { total: running + overtaken + waiting, running, overtaken, waiting },
    mergedAt: now,
  })
  expect(states(merged, rollout(1, 0, 2)).at(-1)).toBe('waiting')
  expect(states(merged, rollout(3, 0, 0))).toEqual(Array(5).fill('done'))
  expect(states(merged, rollout(2, 1, 0))).toEqual(Array(5).fill('done'))
  expect(changeSteps(merged, known(rollout(2, 1, 0)), now).at(-1)?.title).toBe('Ran on 2 of 3')
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
  expect(changeSteps(change({ checks }), known(), now)[1]).toMatchObject({
    state: 'done',
    detail: '1 of 1 required passed',
  })
})

it('is a step more for what was drafted here', () => {
  const drafted = { startedAt: now, submittedAt: now }
  const titles = (one: Change) => changeSteps(one, known(), now).map(({ title }) => title)
  expect(titles(change({}, { drafted })).slice(0, 2)).toEqual(['Drafted', 'PR opened'])
  expect(titles(change())[0]).toBe('PR opened')
})

it('says running only while as many run it as once did', () => {
  const merged = change({}, { state: 'merged', mergedAt: now })
  const rollout = { figures: { total: 3, running: 3, overtaken: 0, waiting: 0 }, mergedAt: now }
  const title = (running: number) => {
    const counted = { kind: 'counted' as const, total: 3, running, worst: null }
    return changeSteps(merged, known(rollout, { running: counted }), now).at(-1)?.title
  }
  expect(title(3)).toBe('Running on 3 of 3')
  expect(title(2)).toBe('Ran on 3 of 3')
})

it('is stopped where a proxy drifted, and on its way where it only has not come yet', () => {
  const merged = change({}, { state: 'merged', mergedAt: now })
  const rollout = { figures: { total: 3, running: 2, overtaken: 0, waiting: 1 }, mergedAt: now }
  const last = (worst: 'DID_NOT_RELOAD' | 'ROLLING_OUT') => {
    const running = { kind: 'counted' as const, total: 3, running: 2, worst }
    return changeSteps(merged, known(rollout, { running }), now).at(-1)
  }
  expect(last('DID_NOT_RELOAD')).toMatchObject({ state: 'stopped', glyph: 'did-not-reload' })
  expect(last('ROLLING_OUT')).toMatchObject({ state: 'waiting', glyph: 'rolling-out' })
})

it('counts who came after the merge where nobody was there', () => {
  const merged = change({}, { state: 'merged', mergedAt: now })
  const rollout = { figures: { total: 0, running: 0, overtaken: 0, waiting: 0 }, mergedAt: now }
  const last = (running: Known['running']) =>
    changeSteps(merged, known(rollout, { running }), now).at(-1)?.title
  expect(last({ kind: 'counted', total: 2, running: 1, worst: 'ROLLING_OUT' })).toBe('Running on 1 of 2')
  expect(last({ kind: 'counted', total: 0, running: 0, worst: null })).toBe('Run')
})

/** The agreement of a change of one file: with an owner or not, and as the owner agreed or not. */
function agreementOf(needed: 0 | 1, state: Agreement['files'][number]['state']): Agreement {
  const file = { path: 'policies/a.yaml', line: null, pattern: null, drafterExcluded: false }
  const nobody = { others: [], alsoAsked: [], changesRequested: [], dismissed: [], approvals: [], asked: [] }
  const kind = needed === 0 ? ('unowned' as const) : ('owned' as const)
  const files = [{ ...nobody, ...file, kind, owners: [], state }]
  return {
    ...nobody,
    files,
    moves: [],
    needed,
    required: [],
    notRequired: null,
    agreed: state === 'agreed' ? 1 : 0,
  }
}
const MERGED = { state: 'merged' as const, mergedAt: now }
const step = (one: Change, key: string, more: Partial<Known> = {}) =>
  changeSteps(one, known(null, more), now).find((step) => step.key === key)

it('says that owners of one line are alternatives', () => {
  const agreement = agreementOf(1, 'asked')
  const files = agreement.files.map((file) => Object.assign({}, file, { owners: ['@acme/a', '@acme/b'] }))
  const asked = change({ requestedTeams: ['acme/a', 'acme/b'] })
  expect(step(asked, 'owners', { agreement: { ...agreement, files } })?.detail).toContain(
    'asked one of @acme/a or @acme/b',
  )
  expect(step(asked, 'owners')?.detail).toContain('asked @acme/a and @acme/b')
})

it('keeps the alternatives of a file whose owners are waited for, when those of another have agreed', () => {
  const agreement = agreementOf(1, 'asked')
  const [file] = agreement.files
  const files = [
    Object.assign({}, file, { owners: ['@acme/a', '@acme/b'], state: 'agreed' }),
    Object.assign({}, file, { owners: ['@acme/b', '@acme/c'] }),
    Object.assign({}, file, { owners: ['@acme/b'], state: 'agreed' }),
  ]
  const as = [{ login: 'ben', path: 'policies/a.yaml', owner: '@acme/a', line: 1 }]
  const asked = change({ requestedTeams: ['acme/b', 'acme/c'], reviews: [approved], as })
  const more = { agreement: { ...agreement, files } }
  expect(step(asked, 'owners', more)?.detail).toContain('@ben; asked one of @acme/b or @acme/c')
})

it('marks no checks as done where none reported, before the merge and after it', () => {
  expect(step(change(), 'checks')).toMatchObject({ state: 'none', detail: 'none reported' })
  expect(step(change({}, MERGED), 'checks')?.state).toBe('none')
  expect(step(change({ checks: [passed] }, MERGED), 'checks')?.state).toBe('done')
})

it('says that a change was merged with checks that failed or had not ended', () => {
  const merged = (state: 'failure' | 'pending' | 'success') =>
    step(change({ checks: [passed, { ...check, name: 'slow', state }] }, MERGED), 'checks')
  expect(merged('failure')).toMatchObject({ state: 'missed', detail: '1 of 2 required failed' })
  expect(merged('pending')).toMatchObject({ state: 'missed', detail: '1 of 2 required passed' })
  expect(merged('success')?.state).toBe('done')
})

it('says that a change was merged without an approval, or without one for some of its files', () => {
  expect(step(change({}, MERGED), 'owners')).toMatchObject({
    state: 'missed',
    detail: 'merged without approval',
  })
  const merged = change({ reviews: [approved] }, MERGED)
  expect(step(merged, 'owners', { agreement: agreementOf(1, 'missing') })?.state).toBe('missed')
  expect(step(merged, 'owners', { agreement: agreementOf(1, 'agreed') })?.state).toBe('done')
  expect(step(merged, 'owners')?.state).toBe('done')
})

it('waits for nobody where no approval is needed', () => {
  const agreement = agreementOf(0, 'nobody')
  const none = { state: 'none', detail: 'no file has an owner' }
  expect(step(change(), 'owners', { agreement })).toMatchObject(none)
  expect(step(change({}, MERGED), 'owners', { agreement })).toMatchObject(none)
  expect(step(change(), 'merge', { agreement })?.state).toBe('waiting')
  expect(step(change(), 'owners', { agreement: agreementOf(1, 'not-asked') })?.state).toBe('waiting')
  const team = {
    team: '@acme/security',
    patterns: [],
    paths: [],
    minimum: 1,
    by: [],
    state: 'missing' as const,
  }
  const required = { ...agreement, required: [team] }
  expect(step(change({}, MERGED), 'owners', { agreement: required })?.state).toBe('missed')
})

it('marks nothing as run where no proxy uses the files, before the merge and after it', () => {
  const rollout = { figures: { total: 0, running: 0, overtaken: 0, waiting: 0 }, mergedAt: now }
  const none = { state: 'none', detail: 'no proxy uses these files' }
  const merged = change({}, MERGED)
  expect(step(merged, 'run', { rollout })).toMatchObject(none)
  expect(step(change(), 'run', { affected: { proxies: [], held: [] } })).toMatchObject(none)
  const proxy = { name: 'a', environment: 'prod', state: 'PINNED' as const, sentence: '' }
  expect(step(change(), 'run', { affected: { proxies: [], held: [proxy] } })).toMatchObject({
    state: 'todo',
    detail: 'held on 1 proxy',
  })
  const counted = (running: number) => ({ kind: 'counted' as const, total: 2, running, worst: null })
  expect(step(merged, 'run', { rollout, running: counted(1) })?.state).toBe('waiting')
  expect(step(merged, 'run', { rollout, running: counted(2) })?.state).toBe('done')
})
