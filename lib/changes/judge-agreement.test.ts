import { describe, expect, it } from 'vitest'
import { judgeAgreement } from './judge-agreement'
import type { OwnerPrediction } from './predict-owners'

type Change = Parameters<typeof judgeAgreement>[0]

const PAY = 'policies/payments/stripe.yaml'
const DATA = 'policies/data/postgres.yaml'
const HEAD = 'a'.repeat(40)
const AT = '2026-11-24T10:00:00Z'

function file(path: string, owners: string[], more: Partial<OwnerPrediction> = {}): OwnerPrediction {
  return { path, owners, line: 4, pattern: '*', kind: 'owned', drafterExcluded: false, ...more }
}

const FILES = [file(PAY, ['@acme/payments', '@ben']), file(DATA, ['@acme/data'])]
const approved = { login: 'ben', state: 'approved' as const, at: AT, commit: HEAD }
const benForPay = { login: 'ben', path: PAY, owner: '@ben', line: 4 }

type Given = Partial<Omit<Change, 'review'>> & { readonly review?: Partial<Change['review']> }

function change(more: Given = {}): Change {
  const review = { reviews: [], requestedPeople: [], requestedTeams: [], required: null, ...more.review }
  const base = {
    state: 'open' as const,
    headSha: HEAD,
    owners: FILES,
    ownerMoves: [],
    notRequired: null,
    approval: null,
    approvedAs: [],
  }
  return { ...base, ...more, review }
}

const states = (one: Change) => judgeAgreement(one).files.map(({ state }) => state)

describe('agreement by file', () => {
  it('is asked of the owners whom the forge asks, whatever the case of their names', () => {
    const asking = change({ review: { requestedPeople: ['Ben'], requestedTeams: ['acme/Payments'] } })
    expect(judgeAgreement(asking)).toMatchObject({
      files: [
        { state: 'asked', asked: ['@acme/payments', '@ben'] },
        { state: 'not-asked', asked: [] },
      ],
      needed: 2,
      agreed: 0,
      alsoAsked: [],
    })
  })

  it('is there when one owner of the line approved, and says as whom, when and of which push', () => {
    const reviews = [approved]
    const given = change({ review: { reviews }, approvedAs: [benForPay] })
    expect(judgeAgreement(given)).toMatchObject({
      files: [
        { state: 'agreed', approvals: [{ login: 'ben', owners: ['@ben'], at: AT, isOlder: false }] },
        { state: 'not-asked', approvals: [] },
      ],
      needed: 2,
      agreed: 1,
    })
    const before = {
      ...given,
      review: { ...given.review, reviews: [{ ...approved, commit: 'b'.repeat(40) }] },
    }
    expect(judgeAgreement(before).files[0]?.approvals[0]?.isOlder).toBe(true)
  })

  it('of a merged change is what was recorded at the merge, not what the forge says now', () => {
    const approval = {
      headSha: HEAD,
      mergedBy: 'ben',
      approvals: [{ login: 'ben', at: AT, commit: HEAD }],
      takenAt: AT,
      as: [benForPay],
      required: null,
    }
    const dismissed = { ...approved, state: 'dismissed' as const }
    const merged = change({
      state: 'merged',
      approval,
      approvedAs: approval.as,
      review: { reviews: [dismissed], requestedPeople: ['ben'] },
    })
    const judged = judgeAgreement(merged)
    expect(judged.files.map(({ state }) => state)).toEqual(['agreed', 'missing'])
    expect(judged).toMatchObject({ dismissed: [], alsoAsked: [] })
    expect(judged.files[0]?.asked).toEqual([])
  })

  it('is not known, rather than missing, when nobody could say as which owner people approved', () => {
    const reviews = [approved]
    expect(states(change({ state: 'merged', review: { reviews }, approvedAs: null }))).toEqual([
      'not-known',
      'not-known',
    ])
    expect(states(change({ state: 'merged', approvedAs: null }))).toEqual(['missing', 'missing'])
  })

  it('is not known of an e-mail address while somebody is asked or approved who may be it', () => {
    const owners = [file(PAY, ['pay@acme.test']), file(DATA, ['@acme/data'])]
    expect(states(change({ owners }))).toEqual(['not-asked', 'not-asked'])
    const asked = { requestedPeople: ['cleo'], requestedTeams: ['acme/data'] }
    expect(states(change({ owners, review: asked }))).toEqual(['not-known', 'asked'])
    const given = { reviews: [approved] }
    expect(states(change({ owners, review: given, approvedAs: null }))).toEqual(['not-known', 'not-known'])
  })

  it('is known of each other file, while who approved may be the account of an address', () => {
    const owners = [file(PAY, ['@ben']), file(DATA, ['ops@acme.test'])]
    const given = { owners, review: { reviews: [approved] }, approvedAs: [benForPay] }
    expect(states(change(given))).toEqual(['agreed', 'not-known'])
    expect(states(change({ ...given, state: 'merged' }))).toEqual(['agreed', 'not-known'])
    expect(states(change({ ...given, state: 'merged', review: {}, approvedAs: [] }))).toEqual([
      'missing',
      'missing',
    ])
  })

  it('is nobody’s where CODEOWNERS asks nobody', () => {
    const owners = [file(PAY, [], { kind: 'unowned' }), file(DATA, [], { kind: 'unmatched', line: null })]
    expect(judgeAgreement(change({ owners }))).toMatchObject({
      files: [{ state: 'nobody' }, { state: 'nobody' }],
      needed: 0,
    })
  })
})

it('names who is asked beside the owners, who approved beside them, and who asks for changes', () => {
  const reviews = [
    { ...approved, login: 'cleo' },
    { ...approved, login: 'eli', state: 'changes-requested' as const },
    { ...approved, login: 'finn', state: 'dismissed' as const },
  ]
  const asked = { requestedPeople: ['gil'], requestedTeams: ['acme/data', 'acme/security'] }
  expect(judgeAgreement(change({ review: { reviews, ...asked } }))).toMatchObject({
    others: [{ login: 'cleo', at: AT }],
    alsoAsked: ['@gil', '@acme/security'],
    changesRequested: [{ login: 'eli' }],
    dismissed: [{ login: 'finn' }],
  })
})

describe('a move across owners', () => {
  const move = {
    what: 'file' as const,
    from: { path: PAY, owners: ['@acme/payments', '@ben'] },
    to: { path: DATA, owners: ['@acme/data'] },
    tools: [],
    rules: [],
    shared: [],
  }
  const stateOf = (more: Given) => judgeAgreement(change({ ownerMoves: [move], ...more })).moves[0]?.state
  const danForData = { login: 'dan', path: DATA, owner: '@acme/data', line: 5 }
  const reviews = [approved, { ...approved, login: 'dan' }]

  it('needs an owner of each place: one of them is not enough', () => {
    expect(stateOf({})).toBe('waiting')
    expect(stateOf({ review: { reviews: [approved] }, approvedAs: [benForPay] })).toBe('waiting')
    expect(stateOf({ review: { reviews }, approvedAs: [benForPay, danForData] })).toBe('agreed')
  })

  it('says what is missing when it is over, and that it is not known as whom people approved', () => {
    expect(stateOf({ state: 'merged', approvedAs: [] })).toBe('missing')
    expect(stateOf({ review: { reviews }, approvedAs: null })).toBe('not-known')
  })

  it('needs nobody for a place that nobody owns', () => {
    const owners = [file(PAY, ['@ben']), file(DATA, [], { kind: 'unowned' })]
    expect(stateOf({ owners, review: { reviews: [approved] }, approvedAs: [benForPay] })).toBe('agreed')
  })
})
