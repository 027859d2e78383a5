import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { GitError } from './git-error'
import { openMirror, type Mirror } from './mirror'
import { scratchRepository, type ScratchRepository } from './scratch-repository'

let remote: ScratchRepository
let directory: string
let mirror: Mirror

beforeEach(async () => {
  remote = await scratchRepository()
  directory = await mkdtemp(join(tmpdir(), 'lockstep-mirror-'))
  mirror = await openMirror({
    directory,
    remoteUrl: remote.url,
    credential: () => Promise.resolve(null),
    protocols: ['file'],
  })
})

afterEach(async () => {
  mirror.close()
  await remote.remove()
  await rm(directory, { recursive: true, force: true })
})

describe('what lies between two commits', () => {
  it('is asked of git once, for each way of asking', async () => {
    const first = await remote.commit({ files: { 'a.yaml': '1\n', 'b.yaml': '1\n' } })
    const second = await remote.commit({ files: { 'a.yaml': '2\n', 'b.yaml': '2\n' } })
    await mirror.fetch()
    const ask = () =>
      Promise.all([
        mirror.diff(first, second),
        mirror.diff(first, second, { path: 'a.yaml' }),
        mirror.diff(first, second, { maxFiles: 0 }),
        mirror.diff(null, second),
        mirror.mergeBase(first, second),
      ])
    const answers = await ask()
    expect(answers.map((answer) => (Array.isArray(answer) ? answer.length : answer))).toEqual([
      2,
      1,
      2,
      2,
      first,
    ])
    expect(answers[0][0]?.content.kind).toBe('lines')
    expect(answers[2][0]?.content.kind).toBe('too-large')
    await rm(mirror.gitDir, { recursive: true })
    expect(await ask()).toEqual(answers)
    await expect(mirror.diff(second, first)).rejects.toThrow(GitError)
  })

  it('is asked again after git could not answer', async () => {
    const first = await remote.commit({ files: { 'a.yaml': '1\n' } })
    await expect(mirror.diff(null, first)).rejects.toThrow(GitError)
    await mirror.fetch()
    expect(await mirror.diff(null, first)).toHaveLength(1)
  })

  it('is let go by the characters of its lines, however few those are', async () => {
    const commits: string[] = []
    for (let version = 0; version <= 17; version += 1)
      commits.push(await remote.commit({ files: { 'a.yaml': longLine(version) } }))
    await mirror.fetch()
    const diffTo = (version: number) => mirror.diff(commits[version - 1] ?? null, commits[version] ?? '')
    const answers: unknown[] = []
    for (let version = 1; version <= 17; version += 1) answers.push(await diffTo(version))
    await rm(mirror.gitDir, { recursive: true })
    expect(await diffTo(17)).toEqual(answers.at(-1))
    await expect(diffTo(1)).rejects.toThrow(GitError)
  })

  it('is not kept where it alone takes much of the room, and pushes nothing out', async () => {
    const first = await remote.commit({ files: { 'a.yaml': '1\n' } })
    const second = await remote.commit({ files: { 'a.yaml': '2\n' } })
    const files = Object.fromEntries([1, 2, 3, 4].map((name) => [`${name}.yaml`, longLine(name)]))
    const large = await remote.commit({ files })
    await mirror.fetch()
    const small = await mirror.diff(first, second)
    expect(await mirror.diff(second, large)).toHaveLength(4)
    await rm(mirror.gitDir, { recursive: true })
    expect(await mirror.diff(first, second)).toEqual(small)
    await expect(mirror.diff(second, large)).rejects.toThrow(GitError)
  })
})

/** One line just below what is shown of a file. */
const longLine = (first: number) => `# ${first} ${'x'.repeat(520_000)}\n`
