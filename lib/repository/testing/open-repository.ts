import type { Context } from '@/lib/context'
import { openDatabase } from '@/lib/db/database'
import type { Mirror, RefHistory } from '@/lib/git/mirror'
import { scratchMirror } from '@/lib/git/scratch-mirror'
import type { ScratchCommit, ScratchFile } from '@/lib/git/scratch-repository'
import { freshDatabase } from '@/scripts/test/fresh-database'

const REF = 'refs/heads/main'
const NOW = new Date('2026-11-24T12:00:00Z')

/** A policy that names tools and has no rules. */
export const policyOf = (...tools: string[]): string =>
  `version: "1"\ndefault: deny\ntools:\n${tools.map((tool) => `  ${tool}: {rules: []}\n`).join('')}`

/** A repository whose tracked branch is main, its mirror and a database of its own; now is noon of 24 November 2026. */
export interface TestRepository {
  readonly ctx: Context
  readonly mirror: Mirror
  /** The commit with a message; what is no message stays what it is. */
  readonly at: (message: string) => string
  /** The message of a commit, or null. */
  readonly messageOf: (sha: string | null) => string | null
  /** Commits, to main if not told otherwise. The message names the commit in the test. */
  readonly commit: (
    message: string,
    files: Record<string, ScratchFile>,
    on?: Pick<ScratchCommit, 'branch' | 'from'>,
  ) => Promise<string>
  /** Has main at a commit seen at a time, whatever date the commit states. */
  readonly see: (sha: string, at: Date) => Promise<unknown>
  /** A pull request that became the commit of this message. */
  readonly merge: (
    message: string,
    pull: { number: number; title: string; openedBy: string; mergedAt: Date },
  ) => Promise<unknown>
  /** What verbs read: the mirror, and the history of main as fetched. */
  readonly source: () => Promise<{ mirror: Mirror; history: RefHistory; ref: string }>
  readonly close: () => Promise<void>
}

/** Opens an empty one. Fetch with `mirror.fetch()` when everything is committed. */
export async function openTestRepository(): Promise<TestRepository> {
  const [fresh, { remote, mirror, close }] = await Promise.all([freshDatabase(), scratchMirror()])
  const db = openDatabase(fresh.url, () => {})
  const { id: repositoryId } = await db.prisma.repository.create({
    data: { owner: 'northwind', name: 'policies', defaultBranch: 'main' },
  })
  const shas = new Map<string, string>()
  const at = (message: string) => shas.get(message) ?? message
  return {
    ctx: { actor: { kind: 'system', job: 'test' }, db, repositoryId, now: NOW, requestId: 'r' },
    mirror,
    at,
    messageOf: (sha) => [...shas].find(([, one]) => one === sha)?.[0] ?? null,
    commit: async (message, files, on = {}) => {
      const sha = await remote.commit({ files, message, ...on })
      shas.set(message, sha)
      return sha
    },
    see: (sha, seenAt) =>
      db.prisma.refUpdate.create({
        data: { repositoryId, ref: REF, old: null, new: sha, source: 'poll', seenAt },
      }),
    merge: (message, pull) => {
      const refs = { baseRef: 'main', baseSha: 'a'.repeat(40), headRef: 'x', headSha: 'b'.repeat(40) }
      const times = { openedAt: NOW, updatedAt: NOW, refreshedAt: NOW }
      const state = { state: 'merged', mergeSha: at(message) } as const
      return db.prisma.changeRequest.create({ data: { repositoryId, ...refs, ...times, ...state, ...pull } })
    },
    source: async () => {
      const history = await mirror.history(REF)
      if (history === null) throw new Error('The mirror holds no main yet: fetch first.')
      return { mirror, history, ref: REF }
    },
    close: async () => {
      await db.close()
      await Promise.all([fresh.drop(), close()])
    },
  }
}
