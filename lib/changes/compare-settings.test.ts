import { afterAll, beforeAll, expect, it } from 'vitest'
import { diffCommits } from '@/lib/git/diff'
import { ObjectStore } from '@/lib/git/object-store'
import { scratchRepository, type ScratchRepository } from '@/lib/git/scratch-repository'
import { plainText } from '@/lib/policy/describe/sentence'
import { compareSettings } from './compare-settings'

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

/** Commits one text of the settings after another and compares each with the one before; null removes the file. */
async function compared(...texts: readonly (string | null)[]) {
  let last: string | null = null
  const meanings = []
  for (const [at, text] of texts.entries()) {
    const sha = await repository.commit({ files: { '.lockstep.yaml': text, 'README.md': `${at}` } })
    if (last !== null)
      meanings.push(await compareSettings(objects, await diffCommits(repository.gitDir, objects, last, sha)))
    last = sha
  }
  return meanings.map((one) =>
    one?.kind === 'compared'
      ? one.differences.map(({ sentence }) => plainText(sentence))
      : (one?.kind ?? null),
  )
}

it('a change of the settings is said from what git has on both sides, also where one of them has no such file', async () => {
  const rules = ['Policies are the files below rules/, no longer those below policies/.']
  const back = ['Policies are the files below policies/, no longer those below rules/.']
  expect(await compared(null, 'root: rules\n', 'root: rules\n', 'root: [\n', 'root: rules\n', null)).toEqual([
    rules,
    null,
    'not-valid',
    'not-valid',
    back,
  ])
})
