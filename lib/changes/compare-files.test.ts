import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { diffCommits, type FileDiff } from '@/lib/git/diff'
import { ObjectStore } from '@/lib/git/object-store'
import { scratchRepository, type ScratchRepository } from '@/lib/git/scratch-repository'
import { BOUNDS, compareFiles } from './compare-files'

const policy = (most: number) =>
  `version: "1"\ntools:\n  pay:\n    rules:\n      - {name: cap, conditions: [{path: args.n, op: lte, value: ${most}}]}\n`

let repository: ScratchRepository
let objects: ObjectStore
let files: FileDiff[]

beforeAll(async () => {
  repository = await scratchRepository()
  objects = new ObjectStore(repository.gitDir)
  const names = ['a', 'b', 'c'].map((name) => `policies/${name}.yaml`)
  const write = (value: number) => Object.fromEntries(names.map((name, i) => [name, policy(value + i)]))
  const first = await repository.commit({ files: { ...write(10), 'policies/old.yaml': policy(1) } })
  const second = await repository.commit({
    files: { ...write(20), 'policies/old.yaml': null, 'policies/z.yaml': policy(1), 'README.md': 'x' },
  })
  files = await diffCommits(repository.gitDir, objects, first, second)
})

afterAll(async () => {
  objects.close()
  await repository.remove()
})

async function kinds(bounds: Partial<typeof BOUNDS> = {}) {
  const meanings = await compareFiles(objects, files, 'policies', { ...BOUNDS, ...bounds })
  return Object.fromEntries(
    meanings.map(({ path, meaning }) => [path.slice('policies/'.length), meaning.kind]),
  )
}

describe('the files of a change', () => {
  it('are compared, policies only', async () => {
    const all = { 'a.yaml': 'compared', 'b.yaml': 'compared', 'c.yaml': 'compared' }
    expect(await kinds()).toEqual({ ...all, 'old.yaml': 'removed', 'z.yaml': 'added' })
  })

  it('beyond the number that one change may have are shown as not compared, additions and removals still as such', async () => {
    const some = { 'a.yaml': 'compared', 'b.yaml': 'compared', 'c.yaml': 'not-compared' }
    expect(await kinds({ files: 2 })).toEqual({ ...some, 'old.yaml': 'removed', 'z.yaml': 'added' })
  })

  it('are not compared once the steps of the change are spent, also when the answers before are remembered', async () => {
    for (const _ of [1, 2])
      expect(await kinds({ steps: 1 })).toMatchObject({ 'a.yaml': 'compared', 'b.yaml': 'not-compared' })
  })

  it('of equal blobs are compared once', async () => {
    const [one] = await compareFiles(objects, files, 'policies')
    const [again] = await compareFiles(objects, files, 'policies')
    if (one?.meaning.kind !== 'compared' || again?.meaning.kind !== 'compared')
      throw new Error('not compared')
    expect(again.meaning.comparison).toBe(one.meaning.comparison)
  })
})
