import { chmod, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { blobSha } from './content-digest'
import { ObjectStore } from './object-store'
import { runGit } from './run-git'
import { scratchRepository, type ScratchRepository } from './scratch-repository'

const LIMIT = 1024 * 1024
const HOSTILE_NAMES = [
  'policies/line\nbreak.yaml',
  'policies/quote".yaml',
  'policies/back\\slash.yaml',
  'policies/--upload-pack=x.yaml',
  '-rf',
  'policies/\u001b[31mred.yaml',
  'policies/\u202eyaml.exe',
  'policies/ü🙂.yaml',
  'policies/a:b.yaml',
  'policies/HEAD~1.yaml',
  'policies/*.yaml',
  'policies/tab\there.yaml',
]

/** Kills the long-lived readers of one repository, found by their arguments; returns how many. */
async function killReaders(gitDir: string): Promise<number> {
  let killed = 0
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
    if (!command.includes(gitDir) || !command.includes('cat-file')) continue
    process.kill(Number(pid), 'SIGKILL')
    killed += 1
  }
  return killed
}

let repository: ScratchRepository
let objects: ObjectStore
let commit: string

beforeAll(async () => {
  repository = await scratchRepository()
  const submodule = { mode: '160000', content: '1234567890123456789012345678901234567890' } as const
  commit = await repository.commit({
    message: 'Add policies\n\nBecause.\u001b[31m\n',
    author: 'Mallory \u202e <m@x.example>',
    files: {
      'policies/stripe.yaml': 'version: "1"\n',
      'policies/run.sh': { mode: '100755', content: '#!/bin/sh\n' },
      'policies/large.yaml': Buffer.alloc(5 * LIMIT, 'x'),
      'policies/outside.yaml': { mode: '120000', content: '../../../../etc/passwd' },
      'policies/module': submodule,
      ...Object.fromEntries(HOSTILE_NAMES.map((name) => [name, `content of ${name}`])),
    },
  })
  objects = new ObjectStore(repository.gitDir)
})

afterAll(async () => {
  objects.close()
  await repository.remove()
})

describe('reading a file at a commit', () => {
  it('gives exactly the bytes in git, with the blob that they hash to', async () => {
    const read = await objects.readFile(commit, 'policies/stripe.yaml', LIMIT)
    const bytes = Buffer.from('version: "1"\n')
    expect(read).toEqual({ kind: 'file', bytes, blob: blobSha(bytes) })
  })

  it.each(HOSTILE_NAMES)('reads a file named %j as any other', async (name) => {
    const read = await objects.readFile(commit, name, LIMIT)
    expect(read.kind === 'file' && read.bytes.toString('utf8')).toBe(`content of ${name}`)
  })

  it.each([
    'policies/none.yaml',
    '../policies/stripe.yaml',
    '/policies/stripe.yaml',
    'policies//stripe.yaml',
    'policies/./stripe.yaml',
    'policies/stripe.yaml/',
    'policies/stripe.yaml/more',
    '',
    '.',
    'policies/line',
    'policies/stripe.yaml\nhead',
  ])('has nothing at %j', async (path) => {
    expect(await objects.readFile(commit, path, LIMIT)).toEqual({ kind: 'missing' })
  })

  it('never follows a symlink, a submodule or a directory', async () => {
    expect(await objects.readFile(commit, 'policies/outside.yaml', LIMIT)).toEqual({
      kind: 'not-a-file',
      type: 'symlink',
    })
    expect(await objects.readFile(commit, 'policies/module', LIMIT)).toMatchObject({ type: 'submodule' })
    expect(await objects.readFile(commit, 'policies', LIMIT)).toMatchObject({ type: 'tree' })
    expect(await objects.readFile(commit, 'policies/outside.yaml/passwd', LIMIT)).toEqual({ kind: 'missing' })
    expect(await objects.readFile(commit, 'policies/module/x', LIMIT)).toEqual({ kind: 'missing' })
  })

  it('does not load a file above the limit, and loads one at the limit', async () => {
    expect(await objects.readFile(commit, 'policies/large.yaml', 5 * LIMIT - 1)).toMatchObject({
      kind: 'too-large',
      size: 5 * LIMIT,
    })
    expect(await objects.readFile(commit, 'policies/large.yaml', 5 * LIMIT)).toMatchObject({ kind: 'file' })
  })

  it('answers 500 reads at once, each with its own file', async () => {
    const names = Array.from({ length: 500 }, (_, index) => HOSTILE_NAMES[index % HOSTILE_NAMES.length] ?? '')
    const read = await Promise.all(names.map((name) => objects.readFile(commit, name, LIMIT)))
    expect(read.map((file) => file.kind === 'file' && file.bytes.toString())).toEqual(
      names.map((name) => `content of ${name}`),
    )
  })
})

describe('listing a tree', () => {
  it('names every entry below a directory with mode and type', async () => {
    const listed = await objects.listTree(commit, 'policies')
    expect(listed).toHaveLength(HOSTILE_NAMES.length - 1 + 5)
    const byPath = new Map(listed.map((entry) => [entry.path, entry]))
    expect(byPath.get('policies/large.yaml')).toMatchObject({ type: 'file', mode: '100644' })
    expect(byPath.get('policies/run.sh')).toMatchObject({ type: 'executable', mode: '100755' })
    expect(byPath.get('policies/outside.yaml')).toMatchObject({ type: 'symlink', mode: '120000' })
    expect(byPath.get('policies/module')).toMatchObject({ type: 'submodule' })
    expect([...byPath.keys()]).toEqual(expect.arrayContaining(HOSTILE_NAMES.filter((name) => name !== '-rf')))
  })

  it('lists the whole repository, and nothing for what is no directory', async () => {
    expect(await objects.listTree(commit)).toHaveLength(HOSTILE_NAMES.length + 5)
    expect(await objects.listTree(commit, 'policies/stripe.yaml')).toEqual([])
    expect(await objects.listTree(commit, 'none')).toEqual([])
    expect(await objects.listTree('0'.repeat(40))).toEqual([])
  })

  it('leaves out what nests deeper than anybody reads, and lists the rest', async () => {
    const deep = (directories: number) => `policies/${'d/'.repeat(directories)}deep.yaml`
    const nested = await repository.commit({
      branch: 'nested',
      files: { [deep(200)]: 'x', [deep(50)]: 'x', 'policies/a.yaml': 'x' },
    })
    const paths = (await objects.listTree(nested, 'policies')).map(({ path }) => path)
    expect(paths.sort()).toEqual(['policies/a.yaml', deep(50)])
    expect(await objects.readFile(nested, deep(50), LIMIT)).toMatchObject({ kind: 'file' })
    expect(await objects.readFile(nested, deep(200), LIMIT)).toEqual({ kind: 'missing' })
  })
})

describe('commits and refs', () => {
  it('reads what a commit says, with its texts untouched', async () => {
    expect(await objects.readCommit(commit)).toMatchObject({
      sha: commit,
      parents: [],
      author: { name: 'Mallory \u202e', email: 'm@x.example', at: new Date(1_700_003_600_000) },
      message: 'Add policies\n\nBecause.\u001b[31m\n',
      signed: false,
    })
  })

  it('resolves full names and ids, and nothing that needs interpreting', async () => {
    expect(await objects.resolve('refs/heads/main')).toBe(commit)
    expect(await objects.resolve(commit)).toBe(commit)
    const refused = [
      'main',
      'HEAD',
      'refs/heads/none',
      'refs/heads/main~0',
      'refs/heads/main^{tree}',
      'refs/heads/main:policies',
      'refs/heads/main\nrefs/heads/main',
      '--all',
      commit.slice(0, 12),
      '0'.repeat(40),
    ]
    const answers = await Promise.all(refused.map((name) => objects.resolve(name)))
    expect(answers).toEqual(refused.map(() => null))
  })

  it('resolves a branch named like an option', async () => {
    const tip = await repository.commit({ branch: '--upload-pack=x', files: { a: 'b' } })
    expect(await objects.resolve('refs/heads/--upload-pack=x')).toBe(tip)
  })

  it('reads no blob as a commit and no commit as a blob', async () => {
    expect(await objects.readBlob(commit, LIMIT)).toEqual({ kind: 'missing' })
    expect(await objects.readCommit(blobSha(Buffer.from('version: "1"\n')))).toBeNull()
  })

  it('sees commits that arrive while it runs', async () => {
    const later = await repository.commit({ branch: 'later', files: { 'a.yaml': 'new' } })
    expect(await objects.readFile(later, 'a.yaml', LIMIT)).toMatchObject({ kind: 'file' })
  })
})

describe('when something breaks', () => {
  it.each([
    ['bytes that are no object', Buffer.from('not zlib'), { value: { kind: 'missing' } }],
    ['an object cut short', deflateSync('blob 100\0short'), { reason: { kind: 'broken-object' } }],
    ['an object with other bytes', deflateSync('blob 5\0other'), { reason: { kind: 'broken-object' } }],
  ])('never takes %s for a file, and goes on reading the others', async (kind, damage, outcome) => {
    const args = ['hash-object', '-w', '--stdin']
    const written = await runGit({ gitDir: repository.gitDir, args, input: kind })
    const sha = written.stdout.toString('utf8').trim()
    const path = join(repository.gitDir, 'objects', sha.slice(0, 2), sha.slice(2))
    await chmod(path, 0o644)
    await writeFile(path, damage)
    const store = new ObjectStore(repository.gitDir)
    const others = Array.from({ length: 20 }, () => store.readFile(commit, 'policies/stripe.yaml', LIMIT))
    const damaged = store.readBlob(sha, LIMIT)
    const more = Array.from({ length: 20 }, () => store.readFile(commit, 'policies/stripe.yaml', LIMIT))
    expect(await Promise.allSettled([damaged])).toMatchObject([outcome])
    for (const file of await Promise.all([...others, ...more])) expect(file).toMatchObject({ kind: 'file' })
    store.close()
  })

  it('goes on after its processes were killed in the middle of reads', async () => {
    const many = Array.from({ length: 30 }, () => objects.readFile(commit, 'policies/large.yaml', 6 * LIMIT))
    expect(await killReaders(repository.gitDir)).toBeGreaterThan(0)
    const read = await Promise.all(many)
    expect(read.every((file) => file.kind === 'file')).toBe(true)
  })

  it('refuses reads after it was closed', async () => {
    const closed = new ObjectStore(repository.gitDir)
    closed.close()
    await expect(closed.readCommit(commit)).rejects.toMatchObject({ kind: 'closed' })
  })
})
