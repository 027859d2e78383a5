import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Context } from '@/lib/context'
import { openDatabase, type Database } from '@/lib/db/database'
import { openMirror, type Mirror } from '@/lib/git/mirror'
import { scratchRepository, type ScratchFile, type ScratchRepository } from '@/lib/git/scratch-repository'
import { freshDatabase } from '@/scripts/test/fresh-database'
import { compareCommits, type ComparedCommits } from './compare-commits'

const NOW = new Date('2026-11-24T12:00:00Z')
const policy = (...tools: string[]) =>
  `version: "1"\ndefault: deny\ntools:\n${tools.map((tool) => `  ${tool}: {rules: []}\n`).join('')}`
const LONG = policy('one', 'two', 'three', 'four', 'five', 'six')

let directory: string
let fresh: Awaited<ReturnType<typeof freshDatabase>>
let db: Database
let remote: ScratchRepository
let mirror: Mirror
let ctx: Context

const at: Record<string, string> = {}

async function commit(name: string, files: Record<string, ScratchFile>, branch = 'main') {
  at[name] = await remote.commit({ files, branch, message: name })
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'compare-commits-'))
  ;[fresh, remote] = await Promise.all([freshDatabase(), scratchRepository()])
  db = openDatabase(fresh.url, () => {})
  const { id: repositoryId } = await db.prisma.repository.create({
    data: { owner: 'northwind', name: 'policies', defaultBranch: 'main' },
  })
  ctx = { actor: { kind: 'system', job: 'test' }, db, repositoryId, now: NOW, requestId: 'r' }
  await commit('start', {
    'policies/a.yaml': policy('pay'),
    'policies/b.yaml': policy('read', 'drop'),
    'policies/c.yaml': policy('stay'),
    'policies/old/d.yaml': LONG,
  })
  await commit('readme', { 'README.md': 'x' })
  await commit('loosen a', { 'policies/a.yaml': policy('pay', 'refund') })
  await commit('tighten b', { 'policies/b.yaml': policy('read'), 'policies/a.test.yaml': 'cases: []\n' })
  await commit('move d, bring e', {
    'policies/old/d.yaml': null,
    'policies/new/d.yaml': LONG,
    'policies/e.yaml': policy('brand', 'new'),
  })
  at.branch = await remote.commit({
    branch: 'topic',
    from: at.start ?? null,
    files: { 'policies/a.yaml': policy() },
  })
  mirror = await openMirror({
    directory,
    remoteUrl: remote.url,
    credential: () => Promise.resolve(null),
    protocols: ['file'],
  })
  await mirror.fetch()
})

afterAll(async () => {
  mirror.close()
  await db.close()
  await Promise.all([fresh.drop(), remote.remove()])
  rmSync(directory, { recursive: true, force: true })
})

async function compare(older: string, newer: string) {
  const history = await mirror.history('refs/heads/main')
  if (history === null) throw new Error('no history')
  const source = { mirror, history, ref: 'refs/heads/main' }
  return compareCommits({ ctx, source }, { older: at[older] ?? older, newer: at[newer] ?? newer })
}

async function compared(older: string, newer: string): Promise<ComparedCommits> {
  const answer = await compare(older, newer)
  if (answer.kind !== 'compared') throw new Error(answer.kind)
  return answer
}

const nameOf = (sha: string | null) => Object.keys(at).find((name) => at[name] === sha) ?? null

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
