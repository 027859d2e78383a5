import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Context } from '@/lib/context'
import { openDatabase, type Database } from '@/lib/db/database'
import { openMirror, type Mirror } from '@/lib/git/mirror'
import { scratchRepository, type ScratchFile, type ScratchRepository } from '@/lib/git/scratch-repository'
import { freshDatabase } from '@/scripts/test/fresh-database'
import { findRevision } from './find-revision'
import { getPolicy } from './get-policy'
import { listPolicies } from './list-policies'

const REF = 'refs/heads/main'
const NOW = new Date('2026-11-24T12:00:00Z')
const policy = (...tools: string[]) =>
  `version: "1"\ndefault: deny\ntools:\n${tools.map((tool) => `  ${tool}: {rules: []}\n`).join('')}`

let directory: string
let fresh: Awaited<ReturnType<typeof freshDatabase>>
let db: Database
let remote: ScratchRepository
let mirror: Mirror
let ctx: Context

/** Commits by the name that the tests give them. */
const commits: Record<string, string> = {}

/** Commits to main; Lockstep sees it at `seenAt`, whatever date the commit states. */
async function push(name: string, seenAt: string, files: Record<string, ScratchFile>): Promise<void> {
  commits[name] = await remote.commit({ files, message: name })
  const data = { repositoryId: ctx.repositoryId, ref: REF, old: null, new: commits[name], source: 'poll' }
  await db.prisma.refUpdate.create({ data: { ...data, seenAt: new Date(seenAt) } })
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'at-a-moment-'))
  ;[fresh, remote] = await Promise.all([freshDatabase(), scratchRepository()])
  db = openDatabase(fresh.url, () => {})
  const { id: repositoryId } = await db.prisma.repository.create({
    data: { owner: 'northwind', name: 'policies', defaultBranch: 'main' },
  })
  ctx = { actor: { kind: 'system', job: 'test' }, db, repositoryId, now: NOW, requestId: 'r' }
  await push('born', '2026-11-20T09:00:00Z', { 'policies/pay.yaml': policy('charge') })
  await push('grown', '2026-11-21T09:00:00Z', {
    'policies/pay.yaml': policy('charge', 'refund'),
    'policies/mail.yaml': policy('send'),
  })
  await push('gone', '2026-11-22T09:00:00Z', { 'policies/pay.yaml': null })
  commits.elsewhere = await remote.commit({
    branch: 'topic',
    from: commits.born ?? null,
    files: { 'policies/topic.yaml': policy('try') },
  })
  mirror = await openMirror({
    directory,
    remoteUrl: remote.url,
    credential: () => Promise.resolve(null),
    protocols: ['file'],
  })
  await mirror.fetch()
})

afterAll(async () => {
  mirror.close()
  await db.close()
  await Promise.all([fresh.drop(), remote.remove()])
  rmSync(directory, { recursive: true, force: true })
})

async function historyNow() {
  const history = await mirror.history(REF)
  if (history === null) throw new Error('no history')
  return history
}

async function find(at: string) {
  const history = await historyNow()
  const source = { mirror, history, ref: REF }
  return { history, answer: await findRevision({ ctx, source }, commits[at] ?? at) }
}

/** The repository: each policy with its tools. */
async function repository(at: string) {
  const { history, answer } = await find(at)
  if (answer.kind !== 'found') return answer.kind
  const { policies } = await listPolicies(mirror, history.index, answer.revision)
  return Object.fromEntries(
    policies.map(({ path, state }) => [path, 'figures' in state ? state.figures.toolNames : state.kind]),
  )
}

/** One policy: its tools, and the version that it is. */
async function onePolicy(path: string, at: string) {
  const { history, answer } = await find(at)
  if (answer.kind !== 'found') return answer.kind
  const file = await getPolicy({ ctx, mirror, history }, answer.revision, path)
  if (file.kind !== 'found') return file.kind
  const tools =
    file.content.kind === 'valid' ? [...file.content.loaded.policy.tools.keys()] : file.content.kind
  return { tools, version: file.current?.subject }
}

const shortOf = (name: string) => (commits[name] ?? '').slice(0, 8)

/** What stands for nothing that could be shown, and why. */
const NOTHING: readonly [string, string, string][] = [
  ['a commit that nobody has', '0'.repeat(40), 'unknown'],
  ['a short one that nobody has', '00000000', 'unknown'],
  ['a word', 'no-such-thing', 'unknown'],
  ['a day that the calendar does not have', '2026-02-30', 'unknown'],
  ['an instant before the branch was seen', '2026-11-20T08:59:59Z', 'before-first-seen'],
  ['an instant that is still to come', '2026-11-24T12:00:01Z', 'future'],
]

describe('the repository', () => {
  it('at a commit lists the policies of the commit, also by a short id', async () => {
    expect(await repository('born')).toEqual({ 'pay.yaml': ['charge'] })
    expect(await repository(shortOf('grown'))).toEqual({
      'pay.yaml': ['charge', 'refund'],
      'mail.yaml': ['send'],
    })
    expect(await repository('elsewhere')).toEqual({ 'pay.yaml': ['charge'], 'topic.yaml': ['try'] })
  })

  it('at an instant lists the policies of the commit that the branch was seen at then', async () => {
    expect(await repository('2026-11-20T09:00:00Z')).toEqual({ 'pay.yaml': ['charge'] })
    expect(await repository('2026-11-21 10:00')).toMatchObject({ 'pay.yaml': ['charge', 'refund'] })
    expect(await repository('2026-11-21')).toEqual({ 'pay.yaml': ['charge'] })
    expect(await repository('2026-11-24T12:00:00Z')).toEqual({ 'mail.yaml': ['send'] })
  })

  it('is the present only where no instant is named, also when nothing moved since', async () => {
    const isNow = async (at: string) => {
      const { answer } = await find(at)
      return answer.kind === 'found' ? answer.revision.isNow : answer.kind
    }
    expect(await isNow('')).toBe(true)
    expect(await isNow('gone')).toBe(true)
    expect(await isNow('2026-11-24T11:59Z')).toBe(false)
    expect(await isNow('grown')).toBe(false)
  })

  it.each(NOTHING)('at %s is not listed', async (_, at, kind) => {
    expect(await repository(at)).toBe(kind)
  })
})

describe('one policy', () => {
  it('at a commit is what the commit has, with the version that brought it', async () => {
    expect(await onePolicy('pay.yaml', 'born')).toEqual({ tools: ['charge'], version: 'born' })
    expect(await onePolicy('pay.yaml', shortOf('grown'))).toEqual({
      tools: ['charge', 'refund'],
      version: 'grown',
    })
  })

  it('at an instant is what the branch was seen with then', async () => {
    expect(await onePolicy('pay.yaml', '2026-11-20T23:00:00Z')).toEqual({
      tools: ['charge'],
      version: 'born',
    })
    expect(await onePolicy('pay.yaml', '2026-11-21T23:00:00Z')).toMatchObject({ version: 'grown' })
  })

  it('is said to be gone where another commit had it, and missing where none ever did', async () => {
    expect(await onePolicy('pay.yaml', 'gone')).toBe('gone')
    expect(await onePolicy('pay.yaml', '2026-11-23')).toBe('gone')
    expect(await onePolicy('mail.yaml', 'born')).toBe('gone')
    expect(await onePolicy('no-such.yaml', 'grown')).toBe('missing')
  })

  it.each(NOTHING)('at %s is not shown', async (_, at, kind) => {
    expect(await onePolicy('pay.yaml', at)).toBe(kind)
  })
})
