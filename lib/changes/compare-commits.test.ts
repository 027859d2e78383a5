import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestRepository, policyOf, type TestRepository } from '@/lib/repository/testing/open-repository'
import { compareCommits, type ComparedCommits } from './compare-commits'

const LONG = policyOf('one', 'two', 'three', 'four', 'five', 'six')

let repository: TestRepository

beforeAll(async () => {
  repository = await openTestRepository()
  const { commit } = repository
  await commit('start', {
    'policies/a.yaml': policyOf('pay'),
    'policies/b.yaml': policyOf('read', 'drop'),
    'policies/c.yaml': policyOf('stay'),
    'policies/old/d.yaml': LONG,
  })
  await commit('readme', { 'README.md': 'x' })
  await commit('loosen a', { 'policies/a.yaml': policyOf('pay', 'refund') })
  await commit('tighten b', { 'policies/b.yaml': policyOf('read'), 'policies/a.test.yaml': 'cases: []\n' })
  await commit('move d, bring e', {
    'policies/old/d.yaml': null,
    'policies/new/d.yaml': LONG,
    'policies/e.yaml': policyOf('brand', 'new'),
  })
  await commit('branch', { 'policies/a.yaml': policyOf() }, { branch: 'topic', from: repository.at('start') })
  await repository.mirror.fetch()
})

afterAll(() => repository.close())

async function compare(older: string, newer: string) {
  const { ctx, at } = repository
  const source = await repository.source()
  return compareCommits({ ctx, source }, { older: at(older), newer: at(newer) })
}

async function compared(older: string, newer: string): Promise<ComparedCommits> {
  const answer = await compare(older, newer)
  if (answer.kind !== 'compared') throw new Error(answer.kind)
  return answer
}

const nameOf = (sha: string | null) => repository.messageOf(sha)

describe('all policies at two commits', () => {
  it('are compared one by one, with what each difference means and which commits made it', async () => {
    const { policies, effect, older, newer, between, commits } = await compared('start', 'move d, bring e')
    expect(policies.map(({ path, status, by }) => [path, status, by.map(nameOf)])).toEqual([
      ['a.yaml', 'changed', ['loosen a']],
      ['b.yaml', 'changed', ['tighten b']],
      ['e.yaml', 'added', ['move d, bring e']],
      ['new/d.yaml', 'moved', ['move d, bring e']],
    ])
    expect(policies[0]).toMatchObject({ effect: { verdict: 'loosens' }, lines: { added: 1, removed: 0 } })
    expect(policies[1]).toMatchObject({ effect: { verdict: 'tightens' } })
    expect(policies[3]).toMatchObject({ from: 'old/d.yaml', effect: { verdict: 'same' } })
    expect(effect).toMatchObject({ loosens: 1, tightens: 1, uncompared: 1 })
    expect([older.policies, newer.policies]).toEqual([4, 5])
    expect(between?.map(({ title }) => title)).toEqual(['move d, bring e', 'tighten b', 'loosen a'])
    expect(commits).toBe(4)
  })

  it('say so when the later one is called the older', async () => {
    const { isSwapped, policies, between } = await compared('loosen a', 'start')
    expect(isSwapped).toBe(true)
    expect(policies).toMatchObject([{ path: 'a.yaml', effect: { verdict: 'tightens' } }])
    expect(between?.map(({ title }) => title)).toEqual(['loosen a'])
  })

  it('have no difference where only other files changed, and the same commit has none with itself', async () => {
    expect((await compared('start', 'readme')).policies).toEqual([])
    expect((await compared('readme', 'readme')).policies).toEqual([])
  })

  it('are compared with a commit that the branch does not have, without what lies between', async () => {
    const { policies, between, commits, moves } = await compared('branch', 'loosen a')
    expect(policies).toMatchObject([{ path: 'a.yaml', by: [] }])
    expect([between, commits]).toEqual([null, null])
    expect(moves.earlier).toEqual({ back: null, forward: null })
  })

  it('name the end that nothing is known of', async () => {
    expect(await compare('start', 'nowhere')).toMatchObject({ kind: 'unknown-end', at: 'nowhere' })
  })

  it('move each end over the commits that changed policies, and never onto the other', async () => {
    const { moves } = await compared('readme', 'tighten b')
    expect(Object.values(moves.later).map(nameOf)).toEqual(['loosen a', 'move d, bring e'])
    // The readme has the policies of the start: nothing is before, and the next one brought other ones.
    expect(Object.values(moves.earlier).map(nameOf)).toEqual([null, 'loosen a'])
    const close = await compared('readme', 'loosen a')
    expect(Object.values(close.moves.later).map(nameOf)).toEqual([null, 'tighten b'])
    expect(Object.values(close.moves.earlier).map(nameOf)).toEqual([null, null])
  })
})
