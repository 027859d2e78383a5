import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ObjectStore, type TreeChange } from './object-store'
import { scratchRepository, type ScratchFile, type ScratchRepository } from './scratch-repository'

let repository: ScratchRepository
let objects: ObjectStore
beforeAll(async () => {
  repository = await scratchRepository()
  objects = new ObjectStore(repository.gitDir)
})
afterAll(async () => {
  objects.close()
  await repository.remove()
})

/** What git itself says of two commits. */
async function gitSays(before: string, after: string): Promise<TreeChange[]> {
  const raw = await repository.git(
    'diff-tree',
    '-r',
    '--raw',
    '--no-renames',
    '--no-abbrev',
    '-z',
    before,
    after,
  )
  const fields = raw.split('\0').filter((field) => field !== '')
  return fields.flatMap((field, index): TreeChange[] => {
    const found = /^:\d+ (\d+) [0-9a-f]+ ([0-9a-f]+) (\w)$/.exec(field)
    if (found === null) return []
    const [, mode = '', blob = '', status] = found
    return [{ path: fields[index + 1] ?? '', blob: status === 'D' ? null : blob, mode }]
  })
}

async function treeOf(commit: string): Promise<string> {
  return (await objects.readCommit(commit))?.tree ?? ''
}

const byPath = (changes: readonly TreeChange[]) => changes.toSorted((a, b) => (a.path < b.path ? -1 : 1))

// A name may be a file in one commit and a folder in the next.
const path = fc.constantFrom('a', 'a/b', 'a/b/c', 'a.b', 'a0', 'd/e', 'd/f/g', 'line\nbreak', 'ü🙂')
const content: fc.Arbitrary<ScratchFile> = fc.oneof(
  fc.constantFrom('one', 'two', null),
  fc.constant({ mode: '100755', content: 'one' } as const),
  fc.constant({ mode: '120000', content: 'one' } as const),
  fc.constant({ mode: '160000', content: '1234567890123456789012345678901234567890' } as const),
)

it('names the files that differ between two commits as git does', async () => {
  const files = fc.dictionary(path, content, { minKeys: 1, maxKeys: 4, noNullPrototype: true })
  let before = await repository.commit({ files: { 'd/e': 'kept' } })
  await fc.assert(
    fc.asyncProperty(files, async (changed) => {
      const after = await repository.commit({ files: changed })
      const found = await objects.compareTrees(await treeOf(before), await treeOf(after))
      expect(byPath(found ?? [])).toEqual(byPath(await gitSays(before, after)))
      before = after
    }),
    { numRuns: 60, endOnFailure: true },
  )
})

it('names every file of the first tree, and none where nothing differs', async () => {
  const commit = await repository.commit({ branch: 'first', from: null, files: { 'a/b': '1', c: '2' } })
  const tree = await treeOf(commit)
  const all = (await objects.compareTrees(null, tree)) ?? []
  expect(all.map(({ path: name }) => name)).toEqual(['a/b', 'c'])
  expect(await objects.compareTrees(tree, tree)).toEqual([])
})

it('gives up where directories nest deeper than anybody reads', async () => {
  const deep = `${'d/'.repeat(100)}deep.yaml`
  const commit = await repository.commit({ branch: 'deep', from: null, files: { [deep]: '1' } })
  expect(await objects.compareTrees(null, await treeOf(commit))).toBeNull()
})

it('gives up where more directories differ than are worth reading one by one', async () => {
  const wide = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`d${index}/x.yaml`, '1']))
  const [few, many] = [
    await repository.commit({ branch: 'few', from: null, files: wide(150) }),
    await repository.commit({ branch: 'many', from: null, files: wide(250) }),
  ]
  expect(await objects.compareTrees(null, await treeOf(few))).toHaveLength(150)
  expect(await objects.compareTrees(null, await treeOf(many))).toBeNull()
})
