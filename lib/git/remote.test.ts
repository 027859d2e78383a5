import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Mirror } from './mirror'
import { runGit } from './run-git'
import { scratchMirror, type ScratchMirror } from './scratch-mirror'
import type { ScratchRepository } from './scratch-repository'

let remote: ScratchRepository
let mirror: Mirror

let close: ScratchMirror['close']

beforeEach(async () => {
  ;({ remote, mirror, close } = await scratchMirror())
})

afterEach(() => close())

/** A commit whose directory has an entry `.git`: git writes it when it is told to, and no sound fetch takes it. */
async function malformedCommit(parent: string): Promise<string> {
  const blob = await remote.git('rev-parse', `${parent}:a.yaml`)
  const input = Buffer.concat([Buffer.from('100644 .git\0'), Buffer.from(blob, 'hex')])
  const args = ['hash-object', '-t', 'tree', '-w', '--stdin', '--literally']
  const tree = (await runGit({ gitDir: remote.gitDir, args, input })).stdout.toString('utf8').trim()
  const who = ['-c', 'user.name=Mallory', '-c', 'user.email=mallory@northwind.example']
  return remote.git(...who, 'commit-tree', tree, '-p', parent, '-m', 'Break the mirror')
}

describe('a ref that git refuses', () => {
  it('keeps nothing else away: the default branch, other branches and pull requests come, and it is named', async () => {
    const first = await remote.commit({ files: { 'a.yaml': '1' } })
    await mirror.fetch()
    const second = await remote.commit({ files: { 'a.yaml': '2' } })
    const side = await remote.commit({ branch: 'side', from: first, files: { 'a.yaml': '3' } })
    await remote.git('update-ref', 'refs/pull/6/head', side)
    const malformed = await malformedCommit(second)
    await remote.git('update-ref', 'refs/pull/7/head', malformed)
    await remote.git('update-ref', 'refs/heads/--upload-pack=x', malformed)

    await mirror.fetch()
    expect(Object.fromEntries(await mirror.refs())).toEqual({
      'refs/heads/main': second,
      'refs/heads/side': side,
      'refs/pull/6/head': side,
    })
    expect(mirror.lastContact).toMatchObject({ answered: true, failing: null })
    expect(mirror.refused.map(({ ref, sha }) => [ref, sha])).toEqual([
      ['refs/heads/--upload-pack=x', malformed],
      ['refs/pull/7/head', malformed],
    ])
    expect(mirror.refused[0]?.reason).toContain('git refuses as malformed')

    const third = await remote.commit({ files: { 'a.yaml': '4' } })
    await mirror.fetch()
    expect((await mirror.refs()).get('refs/heads/main')).toBe(third)
  })

  it('comes when it was repaired', async () => {
    const first = await remote.commit({ files: { 'a.yaml': '1' } })
    await remote.git('update-ref', 'refs/heads/side', await malformedCommit(first))
    await mirror.fetch()
    expect(mirror.refused).toHaveLength(1)
    await remote.git('update-ref', 'refs/heads/side', first)
    await mirror.fetch()
    expect(mirror.refused).toEqual([])
    expect((await mirror.refs()).get('refs/heads/side')).toBe(first)
  })

  it('is a failure when it is the default branch: what was there stays, and since when is said', async () => {
    const first = await remote.commit({ files: { 'a.yaml': '1' } })
    await mirror.fetch()
    const side = await remote.commit({ branch: 'side', from: first, files: { 'a.yaml': '3' } })
    await remote.git('update-ref', 'refs/heads/main', await malformedCommit(first))
    await expect(mirror.fetch()).rejects.toThrow('git refuses as malformed')
    const since = mirror.lastContact?.failing?.since
    expect(since).toBeInstanceOf(Date)
    await expect(mirror.fetch()).rejects.toThrow('git refuses as malformed')
    expect(mirror.lastContact?.failing?.since).toEqual(since)
    expect(Object.fromEntries(await mirror.refs())).toEqual({
      'refs/heads/main': first,
      'refs/heads/side': side,
    })
    const repaired = await remote.commit({ from: first, files: { 'a.yaml': '5' } })
    await mirror.fetch()
    expect((await mirror.refs()).get('refs/heads/main')).toBe(repaired)
  })

  it('does not stop a branch from becoming a folder of branches', async () => {
    const first = await remote.commit({ files: { 'a.yaml': '1' } })
    await remote.git('branch', 'topic', first)
    await mirror.fetch()
    await remote.git('branch', '-D', 'topic')
    await remote.git('branch', 'topic/one', first)
    await remote.git('update-ref', 'refs/heads/bad', await malformedCommit(first))
    await mirror.fetch()
    expect([...(await mirror.refs()).keys()]).toEqual(['refs/heads/main', 'refs/heads/topic/one'])
  })
})

it('fetches on when the head of a pull request moves to a commit that is too large to be read here', async () => {
  const tip = await remote.commit({ files: { 'a.yaml': '1' } })
  await remote.git('update-ref', 'refs/pull/7/head', tip)
  await mirror.fetch()
  const message = 'x'.repeat(1024 * 1024 + 1)
  const large = await remote.commit({ branch: 'large', from: tip, files: { 'a.yaml': '2' }, message })
  await remote.git('update-ref', 'refs/pull/7/head', large)
  await remote.git('branch', '-D', 'large')
  expect((await mirror.fetch()).updates).toEqual([
    { ref: 'refs/pull/7/head', old: tip, new: large, forced: false },
  ])
})
