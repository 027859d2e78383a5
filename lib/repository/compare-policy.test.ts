import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { comparePolicy, type ComparedPolicy } from './compare-policy'
import { openTestRepository, policyOf, type TestRepository } from './testing/open-repository'

let repository: TestRepository

beforeAll(async () => {
  repository = await openTestRepository()
  const { commit } = repository
  await commit('first', { 'README.md': 'x' })
  await commit('born', { 'policies/a.yaml': policyOf('pay', 'read') })
  await commit('elsewhere', { 'README.md': 'y' })
  await commit('grown', { 'policies/a.yaml': policyOf('pay', 'read', 'drop') })
  await commit('renamed', {
    'policies/a.yaml': null,
    'policies/pay/b.yaml': policyOf('pay', 'read', 'list'),
    'policies/other.yaml': policyOf('something', 'else', 'at', 'all'),
  })
  await commit('broken', { 'policies/pay/b.yaml': 'tools: [' })
  await commit('mended', { 'policies/pay/b.yaml': policyOf('pay', 'read', 'list', 'find') })
  await commit('gone', {
    'policies/pay/b.yaml': null,
    'policies/link.yaml': { mode: '120000', content: 'x' },
  })
  await commit(
    'topic',
    { 'policies/pay/b.yaml': policyOf('pay') },
    { branch: 'topic', from: repository.at('mended') },
  )
  await repository.mirror.fetch()
  await repository.merge('grown', {
    number: 7,
    title: 'Let them drop',
    openedBy: 'mara-l',
    mergedAt: new Date('2026-11-20T10:00:00Z'),
  })
})

afterAll(() => repository.close())

async function compare(path: string, older: string, newer: string) {
  const { ctx, at } = repository
  const source = await repository.source()
  return comparePolicy({ ctx, source }, path, { older: at(older), newer: at(newer) })
}

async function compared(path: string, older: string, newer: string): Promise<ComparedPolicy> {
  const answer = await compare(path, older, newer)
  if (answer.kind !== 'compared') throw new Error(answer.kind)
  return answer
}

const names = (versions: readonly { readonly subject: string }[] | null) =>
  versions?.map(({ subject }) => subject)

describe('two commits of a policy', () => {
  it('are compared with the versions that each has, and those between', async () => {
    const answer = await compared('a.yaml', 'elsewhere', 'grown')
    expect(answer).toMatchObject({
      older: { version: { subject: 'born', isStated: true }, file: { path: 'a.yaml' } },
      newer: { version: { subject: 'grown', change: { number: 7 }, isStated: false } },
      isSwapped: false,
      diff: { kind: 'lines', added: 1, removed: 0 },
      commits: 1,
    })
    expect(names(answer.between)).toEqual(['grown'])
    // The forge's time of the merge, not the commit's own; and when it was over.
    expect(answer.newer.version?.landedAt).toEqual(new Date('2026-11-20T10:00:00Z'))
    expect(answer.older.version?.until).toEqual(new Date('2026-11-20T10:00:00Z'))
  })

  it('with the sides swapped are told to be so, with the same versions between', async () => {
    const answer = await compared('a.yaml', 'grown', 'born')
    expect(answer).toMatchObject({ isSwapped: true, diff: { added: 0, removed: 1 } })
    expect(names(answer.between)).toEqual(['grown'])
  })

  it('that are the same commit, or have the same bytes, have no diff', async () => {
    const twice = await compared('a.yaml', 'born', 'born')
    expect(twice).toMatchObject({ diff: null, isSwapped: false, commits: 0, between: [] })
    expect((await compared('a.yaml', 'born', 'elsewhere')).diff).toBe(null)
  })

  it('of which one does not have the file yet show all of it as added', async () => {
    const answer = await compared('a.yaml', 'first', 'elsewhere')
    expect(answer).toMatchObject({ older: { file: null, version: null }, diff: { removed: 0, added: 5 } })
    expect(names(answer.between)).toEqual(['born'])
  })

  it('of which one does not have the file any more show all of it as removed', async () => {
    const answer = await compared('pay/b.yaml', 'mended', 'gone')
    expect(answer).toMatchObject({ newer: { file: null }, diff: { added: 0 } })
    expect(names(answer.between)).toEqual(['gone'])
  })

  it('follow a file through its rename, from both of its names', async () => {
    for (const path of ['pay/b.yaml', 'a.yaml']) {
      const answer = await compared(path, 'born', 'mended')
      expect([answer.older.file?.path, answer.newer.file?.path]).toEqual(['a.yaml', 'pay/b.yaml'])
      expect(names(answer.between)).toEqual(['mended', 'broken', 'renamed', 'grown'])
      expect(answer.diff).toMatchObject({ kind: 'lines', added: 2, removed: 0 })
      expect(answer.versions.map((version) => version.path)).toEqual(
        names(answer.versions)?.map((name) => (['born', 'grown'].includes(name) ? 'a.yaml' : 'pay/b.yaml')),
      )
    }
  })

  it('do not take another file for the same', async () => {
    const answer = await compared('other.yaml', 'grown', 'mended')
    expect(answer).toMatchObject({ older: { file: null }, newer: { file: { path: 'other.yaml' } } })
  })

  it('show a file that cannot be loaded with its faults', async () => {
    const { newer } = await compared('pay/b.yaml', 'renamed', 'broken')
    expect(newer.file?.content).toMatchObject({ kind: 'unloadable', problems: [{ line: 1 }] })
  })

  it('show no lines of what is no file', async () => {
    expect((await compared('link.yaml', 'gone', 'gone')).diff).toEqual({ kind: 'not-text' })
  })

  it('of which one is on no tracked line have no versions between', async () => {
    const answer = await compared('pay/b.yaml', 'mended', 'topic')
    expect(answer).toMatchObject({ between: null, commits: null, newer: { version: null, file: {} } })
    expect(answer.diff).toMatchObject({ removed: 3, added: 0 })
  })

  it('that nobody knows, or that never had the file, are answered as such', async () => {
    expect(await compare('a.yaml', 'f'.repeat(40), 'born')).toMatchObject({
      kind: 'unknown-end',
      at: 'f'.repeat(40),
      answer: { kind: 'unknown' },
    })
    expect(await compare('a.yaml', 'born', 'no such')).toMatchObject({ kind: 'unknown-end', at: 'no such' })
    for (const path of ['never.yaml', '../a.yaml', ''])
      expect(await compare(path, 'born', 'grown')).toEqual({ kind: 'missing' })
  })
})
