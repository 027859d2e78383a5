import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openMirror, type Mirror } from '@/lib/git/mirror'
import { runGit } from '@/lib/git/run-git'
import { scratchRepository, type ScratchRepository } from '@/lib/git/scratch-repository'
import { mirrorTrouble } from './mirror-trouble'

const REF = 'refs/heads/main'
let remote: ScratchRepository
let directory: string
let mirror: Mirror

beforeEach(async () => {
  remote = await scratchRepository()
  directory = await mkdtemp(join(tmpdir(), 'lockstep-trouble-'))
  mirror = await openMirror({
    directory,
    remoteUrl: remote.url,
    credential: () => Promise.resolve(null),
    protocols: ['file'],
  })
  const environments = 'environments:\n  prod: { ref: release }\n'
  await remote.commit({ files: { '.lockstep.yaml': environments } })
  await mirror.fetch()
})

afterEach(async () => {
  mirror.close()
  await remote.remove()
  await rm(directory, { recursive: true, force: true })
})

/** Puts a commit whose directory git refuses at a branch. */
async function breakBranch(branch: string): Promise<void> {
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
  expect(await mirrorTrouble(mirror, REF, later(3600))).toBeNull()
})

it('names the tracked branch and the reason once it could not be read for longer than one look', async () => {
  await breakBranch('main')
  await expect(mirror.fetch()).rejects.toThrow('git refuses as malformed')
  expect(await mirrorTrouble(mirror, REF, later(5))).toBeNull()
  expect(await mirrorTrouble(mirror, REF, later(60))).toMatchObject({
    branch: 'main',
    reason: expect.stringContaining('git refuses as malformed') as string,
  })
})

it('names the branch of an environment that is left out, and no branch that nothing follows', async () => {
  await breakBranch('topic')
  await mirror.fetch()
  expect(await mirrorTrouble(mirror, REF, later(60))).toBeNull()
  await breakBranch('release')
  await mirror.fetch()
  expect(await mirrorTrouble(mirror, REF, later(60))).toMatchObject({ branch: 'release' })
})
