import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findRevision } from './find-revision'
import { getPolicy } from './get-policy'
import { listPolicies } from './list-policies'
import { openTestRepository, policyOf, type TestRepository } from './testing/open-repository'

let test: TestRepository

/** Commits to main; Lockstep sees it at `seenAt`, whatever date the commit states. */
async function push(name: string, seenAt: string, files: Record<string, string | null>): Promise<void> {
  await test.see(await test.commit(name, files), new Date(seenAt))
}

beforeAll(async () => {
  test = await openTestRepository()
  await push('born', '2026-11-20T09:00:00Z', { 'policies/pay.yaml': policyOf('charge') })
  await push('grown', '2026-11-21T09:00:00Z', {
    'policies/pay.yaml': policyOf('charge', 'refund'),
    'policies/mail.yaml': policyOf('send'),
  })
  await push('gone', '2026-11-22T09:00:00Z', { 'policies/pay.yaml': null })
  await test.commit(
    'elsewhere',
    { 'policies/topic.yaml': policyOf('try') },
    { branch: 'topic', from: test.at('born') },
  )
  await test.mirror.fetch()
})

afterAll(() => test.close())

async function find(at: string) {
  const source = await test.source()
  return { ...source, answer: await findRevision({ ctx: test.ctx, source }, test.at(at)) }
}

/** The repository: each policy with its tools. */
async function repository(at: string) {
  const { mirror, history, answer } = await find(at)
  if (answer.kind !== 'found') return answer.kind
  const { policies } = await listPolicies(mirror, history.index, answer.revision)
  return Object.fromEntries(
    policies.map(({ path, state }) => [path, 'figures' in state ? state.figures.toolNames : state.kind]),
  )
}

/** One policy: its tools, and the version that it is. */
async function onePolicy(path: string, at: string) {
  const { mirror, history, answer } = await find(at)
  if (answer.kind !== 'found') return answer.kind
  const file = await getPolicy({ ctx: test.ctx, mirror, history }, answer.revision, path)
  if (file.kind !== 'found') return file.kind
  const tools =
    file.content.kind === 'valid' ? [...file.content.loaded.policy.tools.keys()] : file.content.kind
  return { tools, version: file.current?.subject }
}

const shortOf = (name: string) => test.at(name).slice(0, 8)

/** What stands for nothing that could be shown, and why. */
const NOTHING: readonly [string, string, string][] = [
  ['a commit that nobody has', '0'.repeat(40), 'unknown'],
  ['a short one that nobody has', '00000000', 'unknown'],
  ['a word', 'no-such-thing', 'unknown'],
  ['a day that the calendar does not have', '2026-02-30', 'unknown'],
  ['an instant before the branch was seen', '2026-11-20T08:59:59Z', 'before-first-seen'],
  ['an instant that is still to come', '2026-11-24T12:00:01Z', 'future'],
]

describe('the repository', () => {
  it('at a commit lists the policies of the commit, also by a short id', async () => {
    expect(await repository('born')).toEqual({ 'pay.yaml': ['charge'] })
    expect(await repository(shortOf('grown'))).toEqual({
      'pay.yaml': ['charge', 'refund'],
      'mail.yaml': ['send'],
    })
    expect(await repository('elsewhere')).toEqual({ 'pay.yaml': ['charge'], 'topic.yaml': ['try'] })
  })

  it('at an instant lists the policies of the commit that the branch was seen at then', async () => {
    expect(await repository('2026-11-20T09:00:00Z')).toEqual({ 'pay.yaml': ['charge'] })
    expect(await repository('2026-11-21 10:00')).toMatchObject({ 'pay.yaml': ['charge', 'refund'] })
    expect(await repository('2026-11-21')).toEqual({ 'pay.yaml': ['charge'] })
    expect(await repository('2026-11-24T12:00:00Z')).toEqual({ 'mail.yaml': ['send'] })
  })

  it('is the present only where no instant is named, also when nothing moved since', async () => {
    const isNow = async (at: string) => {
      const { answer } = await find(at)
      return answer.kind === 'found' ? answer.revision.isNow : answer.kind
    }
    expect(await isNow('')).toBe(true)
    expect(await isNow('gone')).toBe(true)
    expect(await isNow('2026-11-24T11:59Z')).toBe(false)
    expect(await isNow('grown')).toBe(false)
  })

  it.each(NOTHING)('at %s is not listed', async (_, at, kind) => {
    expect(await repository(at)).toBe(kind)
  })

  it('is listed once for all who ask for a commit, with its last changes only where it is on the line', async () => {
    const { mirror, history, answer } = await find('born')
    if (answer.kind !== 'found') throw new Error(answer.kind)
    const { revision } = answer
    const [first, second] = await Promise.all([
      listPolicies(mirror, history.index, revision),
      listPolicies(mirror, history.index, revision),
    ])
    expect(second).toBe(first)
    const elsewhere = await listPolicies(mirror, history.index, { ...revision, position: null })
    const changes = [first, elsewhere].map(({ policies }) =>
      policies.map(({ lastChange }) => lastChange !== null),
    )
    expect(changes).toEqual([[true], [false]])
  })
})

describe('one policy', () => {
  it('at a commit is what the commit has, with the version that brought it', async () => {
    expect(await onePolicy('pay.yaml', 'born')).toEqual({ tools: ['charge'], version: 'born' })
    expect(await onePolicy('pay.yaml', shortOf('grown'))).toEqual({
      tools: ['charge', 'refund'],
      version: 'grown',
    })
  })

  it('at an instant is what the branch was seen with then', async () => {
    expect(await onePolicy('pay.yaml', '2026-11-20T23:00:00Z')).toEqual({
      tools: ['charge'],
      version: 'born',
    })
    expect(await onePolicy('pay.yaml', '2026-11-21T23:00:00Z')).toMatchObject({ version: 'grown' })
  })

  it('is said to be gone where another commit had it, and missing where none ever did', async () => {
    expect(await onePolicy('pay.yaml', 'gone')).toBe('gone')
    expect(await onePolicy('pay.yaml', '2026-11-23')).toBe('gone')
    expect(await onePolicy('mail.yaml', 'born')).toBe('gone')
    expect(await onePolicy('no-such.yaml', 'grown')).toBe('missing')
  })

  it.each(NOTHING)('at %s is not shown', async (_, at, kind) => {
    expect(await onePolicy('pay.yaml', at)).toBe(kind)
  })
})

it('an instant whose commit is not here yet is unknown, and is shown when it is', async () => {
  const files = { 'policies/late.yaml': policyOf('wait') }
  const late = await test.commit('late', files, { branch: 'late', from: test.at('born') })
  await test.see(late, new Date('2026-11-22T12:00:00Z'))
  const at = '2026-11-22T12:30:00Z'
  expect(await repository(at)).toBe('unknown')
  await test.mirror.fetch()
  expect(await repository(at)).toMatchObject({ 'late.yaml': ['wait'] })
})
