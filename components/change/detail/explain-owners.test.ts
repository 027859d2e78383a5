import { expect, it } from 'vitest'
import type { Agreement, FileAgreement } from '@/lib/changes/judge-agreement'
import { explainOwners, type ExplainedChange } from './explain-owners'

const HEAD = 'abcdef0'.padEnd(40, '0')
const open: ExplainedChange = {
  state: 'open',
  draft: false,
  draftedBy: 'ana',
  headSha: HEAD,
  approval: null,
}
const file: FileAgreement = {
  path: 'p.yaml',
  line: 1,
  pattern: '*',
  kind: 'owned',
  drafterExcluded: false,
  owners: ['@acme/pay', '@ben'],
  state: 'asked',
  approvals: [],
  asked: ['@ben'],
}
const approval = { login: 'ben', owners: ['@ben'], at: '', isOlder: false }

function says(
  files: FileAgreement[],
  change: Partial<ExplainedChange> = {},
  required: Agreement['required'] = [],
): string {
  const none = {
    required,
    notRequired: null,
    moves: [],
    others: [],
    alsoAsked: [],
    changesRequested: [],
    dismissed: [],
  }
  const agreement: Agreement = { ...none, files, needed: files.length, agreed: 0 }
  return explainOwners(agreement, { ...open, ...change })
}

it('calls it a prediction until GitHub asks the same people', () => {
  expect(says([{ ...file, state: 'not-asked' }])).toContain('a prediction. GitHub decides.')
  expect(says([file], { draft: true })).toContain('a prediction')
  expect(says([file])).toContain('GitHub asks the same people.')
  expect(says([file])).toContain('Owners on one line are alternatives.')
})

it('says of a team that a ruleset requires that it must agree as well, and which push it approved', () => {
  const team = { team: '@acme/data', patterns: [], paths: ['p.yaml'], minimum: 1, state: 'agreed' as const }
  const by = [{ login: 'hana', at: '', isOlder: true }]
  const agreed: FileAgreement = { ...file, state: 'agreed', approvals: [approval] }
  expect(says([agreed], {}, [{ ...team, by }])).toContain('must agree as well as the owners.')
  expect(says([agreed], {}, [{ ...team, by }])).toContain('Not every approval is for abcdef0')
  expect(says([agreed])).not.toContain('as well as')
})

it('never predicts about a merged change: it says what was recorded, or that nothing was', () => {
  const taken = { headSha: HEAD, mergedBy: 'ben', takenAt: '', as: [], required: null }
  const merged = {
    state: 'merged' as const,
    approval: { ...taken, approvals: [{ ...approval, commit: HEAD }] },
  }
  const agreed: FileAgreement = { ...file, state: 'agreed', approvals: [approval] }
  expect(says([agreed], merged)).not.toMatch(/predict|decides/)
  expect(says([agreed], merged)).toContain('recorded at the merge')
  expect(says([agreed], merged)).toContain(
    'Approvals are for abcdef0, the last push. The drafter did not approve.',
  )
  expect(says([{ ...file, state: 'missing' }], { state: 'merged' })).toContain('is not read from GitHub yet')
})

it('says whose approval does not count, and which approvals are of an earlier push', () => {
  expect(says([{ ...file, drafterExcluded: true }])).toContain('@ana opened it, so GitHub takes no approval')
  const older: FileAgreement = { ...file, state: 'agreed', approvals: [{ ...approval, isOlder: true }] }
  expect(says([older])).toContain('Not every approval is for abcdef0')
})
