import { mkdir, mkdtemp, readdir, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openMirror, type Mirror } from './mirror'
import { scratchRepository, type ScratchRepository } from './scratch-repository'

let remote: ScratchRepository
let directory: string
const open: Mirror[] = []

beforeEach(async () => {
  remote = await scratchRepository()
  directory = await mkdtemp(join(tmpdir(), 'lockstep-mirror-'))
})

afterEach(async () => {
  for (const mirror of open.splice(0)) mirror.close()
  await remote.remove()
  await rm(directory, { recursive: true, force: true })
})

async function mirrorOf(
  url = remote.url,
  credential: () => Promise<null> = () => Promise.resolve(null),
): Promise<Mirror> {
  const mirror = await openMirror({
    directory: join(directory, 'mirrors'),
    remoteUrl: url,
    credential,
    protocols: ['file'],
  })
  open.push(mirror)
  return mirror
}

/** Each contact with the remote waits until it is let go: what happens during a fetch does not depend on how long git takes. */
function heldContacts() {
  const held: (() => void)[] = []
  let tell: (() => void) | null = null
  let taken = 0
  return {
    credential: () =>
      new Promise<null>((resolve) => {
        held.push(() => resolve(null))
        tell?.()
      }),
    /** What lets the next contact go, as soon as it is about to be made. */
    next: async () => {
      while (held.length <= taken) await new Promise<void>((resolve) => (tell = resolve))
      taken += 1
      return () => held[taken - 1]?.()
    },
    count: () => held.length,
  }
}

describe('fetching', () => {
  it('tells each ref that moved, with where it was', async () => {
    const first = await remote.commit({ files: { 'a.yaml': '1' } })
    const mirror = await mirrorOf()
    expect((await mirror.fetch()).updates).toEqual([
      { ref: 'refs/heads/main', old: null, new: first, forced: false },
    ])
    expect((await mirror.fetch()).updates).toEqual([])
    const second = await remote.commit({ files: { 'a.yaml': '2' } })
    const side = await remote.commit({ branch: 'side', from: first, files: { 'a.yaml': '3' } })
    expect((await mirror.fetch()).updates).toEqual([
      { ref: 'refs/heads/main', old: first, new: second, forced: false },
      { ref: 'refs/heads/side', old: null, new: side, forced: false },
    ])
    await remote.git('branch', '-D', 'side')
    expect((await mirror.fetch()).updates).toEqual([
      { ref: 'refs/heads/side', old: side, new: null, forced: false },
    ])
    expect(await mirror.refs()).toEqual(new Map([['refs/heads/main', second]]))
  })

  it('brings the heads of pull requests, but neither tags nor other refs', async () => {
    const tip = await remote.commit({ files: { 'a.yaml': '1' } })
    await remote.git('update-ref', 'refs/pull/7/head', tip)
    await remote.git('update-ref', 'refs/pull/7/merge', tip)
    await remote.git('update-ref', 'refs/notes/x', tip)
    await remote.git('tag', 'v1', tip)
    const mirror = await mirrorOf()
    await mirror.fetch()
    expect([...(await mirror.refs()).keys()]).toEqual(['refs/heads/main', 'refs/pull/7/head'])
  })

  it('keeps what a force-push or a deleted branch dropped', async () => {
    const first = await remote.commit({ files: { 'a.yaml': '1' } })
    const dropped = await remote.commit({ files: { 'a.yaml': '2' } })
    const branch = await remote.commit({ branch: 'gone', files: { 'b.yaml': '1' } })
    const mirror = await mirrorOf()
    await mirror.fetch()
    const forced = await remote.commit({ from: first, files: { 'a.yaml': '3' } })
    await remote.git('branch', '-D', 'gone')
    expect((await mirror.fetch()).updates).toMatchObject([
      { ref: 'refs/heads/gone', old: branch, new: null },
      { ref: 'refs/heads/main', old: dropped, new: forced, forced: true },
    ])
    const { gitDir } = mirror
    await remote.git('--git-dir', gitDir, 'gc', '--quiet', '--prune=now')
    for (const [commit, path] of [
      [dropped, 'a.yaml'],
      [branch, 'b.yaml'],
    ] as const) {
      expect(await mirror.objects.readFile(commit, path, 100)).toMatchObject({ kind: 'file' })
    }
  })

  it('keeps a tip that was fetched by a process killed before it could keep it', async () => {
    const first = await remote.commit({ files: { 'a.yaml': '1' } })
    const killed = await mirrorOf()
    await killed.fetch()
    await remote.git('--git-dir', killed.gitDir, 'update-ref', '-d', `refs/lockstep/seen/${first}`)
    await remote.commit({ from: null, files: { 'a.yaml': '2' } })
    const mirror = await mirrorOf()
    await mirror.fetch()
    await remote.git('--git-dir', mirror.gitDir, 'gc', '--quiet', '--prune=now')
    expect(await mirror.objects.readCommit(first)).not.toBeNull()
  })

  it('follows a branch that becomes a folder of branches', async () => {
    await remote.commit({ branch: 'team', files: { 'a.yaml': '1' } })
    const mirror = await mirrorOf()
    await mirror.fetch()
    await remote.git('branch', '-D', 'team')
    await remote.commit({ branch: 'team/eu', files: { 'a.yaml': '1' } })
    await mirror.fetch()
    expect([...(await mirror.refs()).keys()]).toEqual(['refs/heads/team/eu'])
  })

  it('shares one fetch among callers that wait, and misses no push', async () => {
    const old = await remote.commit({ files: { 'a.yaml': '1' } })
    const contacts = heldContacts()
    const mirror = await mirrorOf(remote.url, contacts.credential)
    const running = mirror.fetch()
    const goOn = await contacts.next()
    const waiting = Array.from({ length: 20 }, () => mirror.fetch())
    expect(new Set(waiting).size).toBe(1)
    goOn()
    expect((await running).updates).toMatchObject([{ new: old }])
    const fetchShared = await contacts.next()
    // What the fetch that ran at their call cannot have seen.
    const tip = await remote.commit({ files: { 'a.yaml': '2' } })
    fetchShared()
    for (const { updates } of await Promise.all(waiting)) expect(updates).toMatchObject([{ old, new: tip }])
    expect((await mirror.refs()).get('refs/heads/main')).toBe(tip)
    expect(contacts.count()).toBe(2)
  })

  it('goes on reading while the remote is away, and fetches again when it is back', async () => {
    const tip = await remote.commit({ files: { 'a.yaml': '1' } })
    const mirror = await mirrorOf()
    await mirror.fetch()
    await remote.git('config', 'core.repositoryformatversion', '99')
    await expect(mirror.fetch()).rejects.toThrow('git')
    expect(await mirror.objects.readFile(tip, 'a.yaml', 100)).toMatchObject({ kind: 'file' })
    await writeFile(join(remote.gitDir, 'config'), '[core]\n\tbare = true\n')
    await expect(mirror.fetch()).resolves.toEqual({ updates: [] })
  })

  it('takes no credentials in an address', async () => {
    await expect(mirrorOf('https://user:secret@forge.example/a/b.git')).rejects.toThrow('must not hold')
  })

  it('names the default branch of the remote', async () => {
    const mirror = await mirrorOf()
    expect(await mirror.defaultBranch()).toBeNull()
    await remote.commit({ branch: 'trunk', files: { 'a.yaml': '1' } })
    await remote.git('symbolic-ref', 'HEAD', 'refs/heads/trunk')
    expect(await mirror.defaultBranch()).toBe('refs/heads/trunk')
  })
})

describe('two processes on one directory', () => {
  it('make one mirror together and both fetch', async () => {
    await remote.commit({ files: { 'a.yaml': '1' } })
    const mirrors = await Promise.all(Array.from({ length: 4 }, () => mirrorOf()))
    expect(new Set(mirrors.map(({ gitDir }) => gitDir)).size).toBe(1)
    for (let round = 0; round < 3; round += 1) {
      const tip = await remote.commit({ files: { 'a.yaml': `round ${round}` } })
      await remote.commit({ branch: `b-${round}`, files: { 'a.yaml': `branch ${round}` } })
      const results = await Promise.all(mirrors.map((mirror) => mirror.fetch()))
      for (const { updates } of results) {
        expect(updates).toContainEqual(expect.objectContaining({ ref: 'refs/heads/main', new: tip }))
      }
    }
    expect(await readdir(join(directory, 'mirrors'))).toHaveLength(1)
  })

  it('does not mix two remotes in one directory', async () => {
    const other = await scratchRepository()
    await remote.commit({ files: { 'a.yaml': '1' } })
    const [one, two] = [await mirrorOf(), await mirrorOf(other.url)]
    await Promise.all([one.fetch(), two.fetch()])
    expect((await two.refs()).size).toBe(0)
    expect((await one.refs()).size).toBe(1)
    await other.remove()
  })
})

describe('what was left half done', () => {
  const damages: [string, (gitDir: string) => Promise<unknown>][] = [
    [
      'an empty folder',
      async (gitDir) => {
        await rm(gitDir, { recursive: true })
        await mkdir(gitDir)
      },
    ],
    ['a folder without HEAD', (gitDir) => rm(join(gitDir, 'HEAD'))],
    ['an empty HEAD', (gitDir) => truncate(join(gitDir, 'HEAD'))],
    ['a broken configuration', (gitDir) => writeFile(join(gitDir, 'config'), '[core')],
    ['an empty ref', (gitDir) => writeFile(join(gitDir, 'refs/heads/main'), '')],
    ['a ref to nothing', (gitDir) => writeFile(join(gitDir, 'refs/heads/main'), `${'1'.repeat(40)}\n`)],
    [
      'lost objects',
      async (gitDir) => {
        await rm(join(gitDir, 'objects'), { recursive: true })
        await mkdir(join(gitDir, 'objects'))
      },
    ],
    ['an unfinished pack', (gitDir) => writeFile(join(gitDir, 'objects/pack/tmp_pack_x'), 'PACK')],
  ]
  it.each(damages)('is mended: %s', async (_kind, damage) => {
    const tip = await remote.commit({ files: { 'a.yaml': '1' } })
    const before = await mirrorOf()
    await before.fetch()
    before.close()
    await damage(before.gitDir)
    const mirror = await mirrorOf()
    await mirror.fetch()
    expect(await mirror.objects.readFile(tip, 'a.yaml', 100)).toMatchObject({ kind: 'file' })
    expect((await mirror.refs()).get('refs/heads/main')).toBe(tip)
    expect(await readdir(join(directory, 'mirrors'))).toHaveLength(1)
  })

  it('keeps the dropped tips of a mirror that had to be replaced', async () => {
    const dropped = await remote.commit({ files: { 'a.yaml': '1' } })
    const before = await mirrorOf()
    await before.fetch()
    await remote.commit({ from: null, files: { 'a.yaml': '2' } })
    await before.fetch()
    before.close()
    await writeFile(join(before.gitDir, 'refs/heads/main'), '')
    const mirror = await mirrorOf()
    expect(await mirror.objects.readFile(dropped, 'a.yaml', 100)).toMatchObject({ kind: 'file' })
  })

  it('leaves a sound mirror as it is', async () => {
    await remote.commit({ files: { 'a.yaml': '1' } })
    const before = await mirrorOf()
    await before.fetch()
    const inode = (await stat(before.gitDir)).ino
    const again = await mirrorOf()
    expect((await stat(again.gitDir)).ino).toBe(inode)
    expect((await again.fetch()).updates).toEqual([])
  })

  it('removes locks of a process that was killed', async () => {
    await remote.commit({ files: { 'a.yaml': '1' } })
    const mirror = await mirrorOf()
    await mirror.fetch()
    const minuteAgo = new Date(Date.now() - 60_000)
    for (const name of ['refs/heads/main.lock', 'packed-refs.lock', 'HEAD.lock']) {
      await writeFile(join(mirror.gitDir, name), '')
      await utimes(join(mirror.gitDir, name), minuteAgo, minuteAgo)
    }
    const tip = await remote.commit({ files: { 'a.yaml': '2' } })
    expect((await mirror.fetch()).updates).toMatchObject([{ new: tip }])
  })
})

describe('the history of a ref', () => {
  it('grows with pushes, says when it was forced, and is null for no ref', async () => {
    const first = await remote.commit({ files: { 'a.yaml': '1' } })
    const mirror = await mirrorOf()
    await mirror.fetch()
    expect(await mirror.history('refs/heads/main')).toMatchObject({ tip: first, growth: { kind: 'same' } })
    const second = await remote.commit({ files: { 'a.yaml': '2' } })
    await mirror.fetch()
    const grown = await mirror.history('refs/heads/main')
    expect(grown).toMatchObject({ tip: second, growth: { kind: 'grown', commits: 1 } })
    await remote.commit({ from: first, files: { 'a.yaml': '3' } })
    await mirror.fetch()
    expect(await mirror.history('refs/heads/main')).toMatchObject({
      growth: { kind: 'rebuilt', forced: true },
    })
    expect(await mirror.history('refs/heads/none')).toBeNull()
  })
})
