import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Announcement, Core } from './core'
import { Faults } from './faults/faults'
import { GitRepository } from './git/repository'
import { createAccount, createOrganisation, createTeam, setTeamMember } from './operations/accounts'
import { closePull, reopenPull } from './operations/close-pull'
import { commitFiles } from './operations/commit-files'
import { addComment, editIssue, setLabels } from './operations/edit-issue'
import { editPull, setDraft } from './operations/edit-pull'
import { mergePull, settlePendingMerges } from './operations/merge-pull'
import { openIssue } from './operations/open-issue'
import { openPull } from './operations/open-pull'
import { addCheckRun, addStatus } from './operations/report-checks'
import { createRepository, setRole } from './operations/repositories'
import { removeReviewers, requestReviewers } from './operations/request-reviewers'
import { setProtection, setPushProtection, setRuleset } from './operations/rules'
import { dismissReview, submitReview } from './operations/submit-review'
import { State } from './state/state'

export interface ForgeOptions {
  /** PATH for git processes. */
  readonly searchPath?: string
  /** Where the forge will answer; `http://127.0.0.1` until the server listens. */
  readonly url?: string
}

/** The programmatic forge: the same operations as its HTTP routes, each with the person and the time as arguments. */
export type Forge = Awaited<ReturnType<typeof openForge>>

/** Opens (or creates) a forge in a folder. One process per folder. */
export async function openForge(dataDirectory: string, options: ForgeOptions = {}) {
  const core = openCore(dataDirectory, options)
  await settlePendingMerges(core)
  return {
    core,
    ...operationsOn(core),
    /** Many operations with one flush at the end: for seeding. A crash in between loses the whole batch. */
    batch: <T>(work: () => Promise<T>): Promise<T> => core.state.batch(work),
    close: (): void => core.close(),
  }
}

/** Core of a forge that can be closed, and told who listens to announcements. */
export interface OpenCore extends Core {
  readonly dataDirectory: string
  readonly searchPath: string | undefined
  /** Set by the server: turns announcements into webhooks. */
  listener: ((announcement: Announcement) => Promise<void>) | null
  readonly faults: Faults
  /** Hooks on their way. */
  readonly sending: Set<Promise<void>>
  /** True once nothing may be written any more. */
  closed: boolean
  close(): void
}

function openCore(dataDirectory: string, options: ForgeOptions): OpenCore {
  mkdirSync(join(dataDirectory, 'repositories'), { recursive: true, mode: 0o700 })
  const state = new State(join(dataDirectory, 'state'))
  const repositories = new Map<number, GitRepository>()
  const queues = new Map<number, Promise<unknown>>()
  const core: OpenCore = {
    state,
    dataDirectory,
    searchPath: options.searchPath,
    origin: { url: options.url ?? 'http://127.0.0.1' },
    listener: null,
    faults: new Faults(),
    sending: new Set(),
    closed: false,
    git(id) {
      const known = repositories.get(id)
      if (known !== undefined) return known
      const path = join(dataDirectory, 'repositories', `${id}.git`)
      const repository = new GitRepository(path, options.searchPath)
      repositories.set(id, repository)
      return repository
    },
    exclusively<T>(id: number, work: () => Promise<T>): Promise<T> {
      const result = (queues.get(id) ?? Promise.resolve()).then(work)
      queues.set(
        id,
        result.catch(() => undefined),
      )
      return result
    },
    announce: async (announcement) => core.listener?.(announcement),
    close() {
      core.closed = true
      for (const repository of repositories.values()) repository.close()
      state.close()
    },
  }
  return core
}

function operationsOn(core: Core) {
  const bind =
    <I, O>(operation: (core: Core, input: I) => O) =>
    (input: I): O =>
      operation(core, input)
  return {
    createAccount: bind(createAccount),
    createOrganisation: bind(createOrganisation),
    createTeam: bind(createTeam),
    setTeamMember: bind(setTeamMember),
    createRepository: bind(createRepository),
    setRole: bind(setRole),
    setProtection: bind(setProtection),
    setRuleset: bind(setRuleset),
    setPushProtection: bind(setPushProtection),
    commitFiles: bind(commitFiles),
    openPull: bind(openPull),
    editPull: bind(editPull),
    setDraft: bind(setDraft),
    closePull: bind(closePull),
    reopenPull: bind(reopenPull),
    requestReviewers: bind(requestReviewers),
    removeReviewers: bind(removeReviewers),
    submitReview: bind(submitReview),
    dismissReview: bind(dismissReview),
    mergePull: bind(mergePull),
    openIssue: bind(openIssue),
    editIssue: bind(editIssue),
    setLabels: bind(setLabels),
    addComment: bind(addComment),
    addStatus: bind(addStatus),
    addCheckRun: bind(addCheckRun),
  }
}
