import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildHistory } from './history'
import { ObjectStore } from './object-store'
import { pathText } from './path-text'
import { scratchRepository, type ScratchRepository } from './scratch-repository'

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

it('keeps what is UTF-8, U+FFFD itself included, and spells out the bytes that are not', () => {
  for (const name of ['stripe.yaml', 'ü🙂.yaml', '\uFFFD.yaml', 'a\nb', ''])
    expect(pathText(Buffer.from(name))).toBe(name)
  expect(pathText(Buffer.from([0x61, 0xff, 0xc3, 0xbc, 0xe2, 0x82, 0x2e]))).toBe('a\\xffü\\xe2\\x82.')
})

it('keeps two files apart whose names differ in such bytes, in the tree and in the history', async () => {
  const file = (octal: string, text: string) =>
    `M 100644 inline "policies/${octal}.yaml"\ndata ${text.length}\n${text}\n`
  await repository.fastImport(
    `commit refs/heads/main\ncommitter A <a@b.example> 1 +0000\ndata 1\nx\n${file('\\377', 'one')}${file('\\376', 'other')}`,
  )
  const tip = await repository.git('rev-parse', 'refs/heads/main')
  const paths = ['policies/\\xfe.yaml', 'policies/\\xff.yaml']
  expect((await objects.listTree(tip)).map(({ path }) => path)).toEqual(paths)
  const read = await Promise.all(paths.map((path) => objects.readFile(tip, path, 100)))
  expect(read.map((one) => (one.kind === 'file' ? one.bytes.toString() : one.kind))).toEqual(['other', 'one'])
  const history = await buildHistory(repository.gitDir, tip)
  expect(history.lastChangesAt(0).map(({ path }) => path)).toEqual(paths)
})
