import { afterEach, beforeEach, expect, it } from 'vitest'
import { runGit } from '@/lib/git/run-git'
import { scratchMirror, type ScratchMirror } from '@/lib/git/scratch-mirror'
import { mirrorTrouble } from './mirror-trouble'

const REF = 'refs/heads/main'
let scratch: ScratchMirror

beforeEach(async () => {
  scratch = await scratchMirror()
  const environments = 'environments:\n  prod: { ref: release }\n'
  await scratch.remote.commit({ files: { '.lockstep.yaml': environments } })
  await scratch.mirror.fetch()
})

afterEach(() => scratch.close())

/** Puts a commit whose directory git refuses at a branch. */
async function breakBranch(branch: string): Promise<void> {
  const { remote } = scratch
  const tip = await remote.git('rev-parse', REF)
  const blob = await remote.git('rev-parse', `${tip}:.lockstep.yaml`)
  const input = Buffer.concat([Buffer.from('100644 .git\0'), Buffer.from(blob, 'hex')])
  const args = ['hash-object', '-t', 'tree', '-w', '--stdin', '--literally']
  const tree = (await runGit({ gitDir: remote.gitDir, args, input })).stdout.toString('utf8').trim()
  const who = ['-c', 'user.name=Mallory', '-c', 'user.email=mallory@northwind.example']
  const commit = await remote.git(...who, 'commit-tree', tree, '-p', tip, '-m', 'x')
  await remote.git('update-ref', `refs/heads/${branch}`, commit)
}

const later = (seconds: number) => new Date(Date.now() + seconds * 1000)

it('is nothing while the branches can be read, also after an hour without news', async () => {
  expect(await mirrorTrouble(scratch.mirror, REF, null, later(3600))).toBeNull()
})

it('says that the branch is gone, but not while nobody can tell', async () => {
  const since = new Date()
  const asked = () => mirrorTrouble(scratch.mirror, REF, since, later(60))
  expect(await asked()).toEqual({ kind: 'gone', branch: 'main', since })
  await breakBranch('main')
  await expect(scratch.mirror.fetch()).rejects.toThrow('git refuses as malformed')
  expect(await asked()).toMatchObject({ kind: 'unread', branch: 'main' })
})

it('names the tracked branch and the reason once it could not be read for longer than one look', async () => {
  await breakBranch('main')
  await expect(scratch.mirror.fetch()).rejects.toThrow('git refuses as malformed')
  expect(await mirrorTrouble(scratch.mirror, REF, null, later(5))).toBeNull()
  expect(await mirrorTrouble(scratch.mirror, REF, null, later(60))).toMatchObject({
    branch: 'main',
    reason: expect.stringContaining('git refuses as malformed') as string,
  })
})

it('names the branch of an environment that is left out, and no branch that nothing follows', async () => {
  await breakBranch('topic')
  await scratch.mirror.fetch()
  expect(await mirrorTrouble(scratch.mirror, REF, null, later(60))).toBeNull()
  await breakBranch('release')
  await scratch.mirror.fetch()
  expect(await mirrorTrouble(scratch.mirror, REF, null, later(60))).toMatchObject({ branch: 'release' })
})
