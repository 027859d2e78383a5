import { expect, it } from 'vitest'
import { explainRefusal, type Refusal, wayOutOf } from './say-refusal'

const PULL = { number: 7, url: 'https://github.com/o/r/pull/7' }

const REFUSALS: readonly Refusal[] = [
  { kind: 'not-found' },
  { kind: 'left-behind', number: 12 },
  {
    kind: 'unfinished',
    number: 14,
    isMerged: false,
    lacks: ['emergency label', 'reviewers', 'follow-up'],
    why: { kind: 'unreachable' },
  },
  {
    kind: 'unfinished',
    number: 15,
    isMerged: true,
    lacks: ['follow-up'],
    why: { kind: 'unreachable' },
  },
  { kind: 'conflict' },
  { kind: 'unchanged' },
  { kind: 'stale-base', paths: ['policies/a.yaml'], head: 'a'.repeat(40) },
  { kind: 'path-taken', taken: [{ path: 'policies/a.yaml', by: 'policies/a.yaml' }] },
  { kind: 'invalid', errors: [{ path: 'policies/a.yaml', line: 3, message: 'no such word' }] },
  { kind: 'protected', path: 'README.md', reason: 'Lockstep changes policies only.' },
  { kind: 'no-emergency-reviewers' },
  { kind: 'not-an-emergency', files: [{ path: 'policies/a.yaml', reason: 'It loosens something.' }] },
  { kind: 'branch-exists', branch: 'b', by: 'Ben', commit: 'c'.repeat(40), pull: PULL },
  { kind: 'pull-closed', pull: { ...PULL, number: 8 } },
  { kind: 'branch-gone', branch: 'main' },
  { kind: 'under-way' },
  { kind: 'forbidden', message: 'Resource not accessible' },
  { kind: 'refused', message: 'Validation Failed', byRule: false },
  { kind: 'refused', message: 'Cannot create ref due to creations being restricted.', byRule: true },
  { kind: 'refused', message: 'Secret detected in content', byRule: true },
  { kind: 'refused', message: 'File path is restricted: policies/secret.yaml', byRule: true },
  { kind: 'unreachable' },
  { kind: 'unauthorised' },
  { kind: 'rate-limited', until: new Date('2026-03-03T14:05:00Z') },
  { kind: 'sign-in-again' },
  { kind: 'failed', requestId: 'r-1' },
  {
    kind: 'not-taken',
    detail: 'This needs the role write on o/r; you have read.',
    help: '/docs/errors/role-too-low',
  },
  { kind: 'no-answer' },
]

const sayRefusal = (refusal: Refusal) => explainRefusal(refusal).detail

/** What a person can do next. */
const WAY_OUT = /submit|close this|discard|ask|report this|choose|change|mend|sign out/i

it.each(REFUSALS)('a submission that ends with $kind says what happened and the way out', (refusal) => {
  const said = sayRefusal(refusal)
  expect(said).toMatch(WAY_OUT)
  expect(said).toMatch(/^[A-Z#a-z].*[.!]$/s)
  expect(said).not.toMatch(/undefined|null|\.\./)
})

it.each(REFUSALS)('a submission that ends with $kind leads to its explanation', (refusal) => {
  expect(explainRefusal(refusal).help).toMatch(/^\/docs\/(errors\/|[a-z]+#)/)
})

it('lets no settings be called otherwise, which stand in one place', () => {
  const said = (...paths: string[]) =>
    sayRefusal({ kind: 'path-taken', taken: paths.map((path) => ({ path, by: path })) })
  expect(said('.lockstep.yaml')).toContain('copy your text of .lockstep.yaml')
  expect(said('.lockstep.yaml')).not.toContain('another name')
  expect(said('.lockstep.yaml', 'policies/a.yaml')).toContain('choose another name for the rest')
  expect(said('policies/a.yaml')).not.toContain('copy')
})

it('names the file of the draft and the one of the branch that stands where it needs a folder', () => {
  const taken = [{ path: 'policies/a.yaml/b.yaml', by: 'policies/a.yaml' }]
  expect(sayRefusal({ kind: 'path-taken', taken })).toContain(
    'The branch has policies/a.yaml, where policies/a.yaml/b.yaml needs a folder,',
  )
})

it('names the files, the branch, the line and the time that it is about', () => {
  const said = REFUSALS.map(sayRefusal).join('\n')
  for (const part of [
    'policies/a.yaml line 3',
    'b, which Lockstep',
    '#14 is open, but without the label emergency',
    '#15 is merged, but its follow-up is not open',
    '#7',
    '#8',
    '14:05 UTC',
    'r-1',
    'you have read',
    'README.md',
    'take the secret out',
    'by a rule of the repository: File path is restricted: policies/secret.yaml',
  ])
    expect(said).toContain(part)
})

it('leads to the pull request that is there, and offers another branch, where one of the two goes on', () => {
  const ways = REFUSALS.flatMap((refusal) => {
    const way = wayOutOf(refusal)
    return way === null ? [] : [[refusal.kind, way.newBranch, way.pull?.number]]
  })
  expect(ways).toEqual([
    ['branch-exists', 'Submit on a new branch', 7],
    ['pull-closed', 'Open a new pull request', 8],
  ])
})
