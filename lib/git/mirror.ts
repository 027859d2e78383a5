import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { KeptAnswers } from '@/lib/kept-answers'
import { diffCommits, type DiffContent, type DiffOptions, type FileDiff } from './diff'
import { diffBlobs } from './diff-blobs'
import { GitError } from './git-error'
import {
  buildHistory,
  commitsBetween,
  growHistory,
  isAncestor,
  mergeBase,
  type HistoryGrowth,
} from './history'
import type { HistoryIndex } from './history-index'
import { ensureRepository, noteFetched, readFetched, removeStaleLocks } from './mirror-directory'
import { compareRefs, keepTips, readRefs, type RefUpdateSeen } from './mirror-refs'
import { ObjectStore } from './object-store'
import { pathHistory, type PathChange } from './path-history'
import { Remote, type RefusedRef, type RemoteOptions } from './remote'
import { checkGit, runGit } from './run-git'
import { sizeOfDiffs } from './size-of-diffs'

export interface MirrorOptions extends RemoteOptions {
  /** Where mirrors lie; each remote gets a folder of its own in it. Made when missing, safe to delete. */
  readonly directory: string
}

/** What the last fetch of this process said about the remote. */
export interface RemoteContact {
  readonly at: Date
  readonly answered: boolean
  /** Since when fetching fails, and why; null while it does not. */
  readonly failing: { readonly since: Date; readonly reason: string } | null
}

/** While nobody knows what the remote has by now. */
interface Silence {
  /** Null before the first fetch of this process ended: it may still be answered. */
  readonly since: Date | null
  /** Until when all that the remote had was fetched, by whichever process; the epoch when that is not known. */
  readonly knownTo: Date
}

export interface FetchResult {
  /** What moved since the last look of this process, sorted by ref. */
  readonly updates: readonly RefUpdateSeen[]
}

/** The history of one ref as of its tip in the mirror. */
export interface RefHistory {
  readonly index: HistoryIndex
  /** 40 hex. */
  readonly tip: string
  /** How the index came to this tip since the last question; `rebuilt` with `forced` must be said on the screen. */
  readonly growth: HistoryGrowth
}

const LOCK_TRIES = 30
/** Fetches that moved something, until it is looked whether there is enough to pack. */
const TIDY_AFTER = 20

/** Characters of all kept diffs together, as `sizeOfDiffs` counts them. */
const KEPT_CHARACTERS = 16 * 1024 * 1024
/** A larger one would push out many that are asked for more often. */
const MOST_OF_ONE = KEPT_CHARACTERS / 10
const KEPT_BASES = 1000

/**
 * Opens the bare mirror of a repository, making or mending it as needed; does not contact the remote.
 * Several processes may share a directory: the folder appears by a rename, and git's own locks order the rest.
 */
export async function openMirror(options: MirrorOptions): Promise<Mirror> {
  await checkGit()
  const { username, password } = new URL(options.remoteUrl)
  if (username !== '' || password !== '') {
    throw new GitError('failed', 'The address of the repository must not hold a name or password.')
  }
  const gitDir = mirrorFolder(options)
  await ensureRepository(gitDir)
  return new Mirror(gitDir, options, await readRefs(gitDir), await readFetched(gitDir))
}

/** Where the mirror of a remote lies. */
export function mirrorFolder({
  directory,
  remoteUrl,
}: Pick<MirrorOptions, 'directory' | 'remoteUrl'>): string {
  const name = createHash('sha256').update(remoteUrl).digest('hex').slice(0, 16)
  return join(directory, `${name}.git`)
}

/** Reads a repository at any commit. Content at a commit never changes; only refs move, and only by `fetch`. */
export class Mirror {
  readonly objects: ObjectStore
  readonly #remote: Remote
  #known: ReadonlyMap<string, string>
  /** What earlier processes left is looked at with the first move. */
  #untidied = TIDY_AFTER
  /** All tips that were fetched have a hidden ref. */
  #isKept = false
  #contacted: RemoteContact | null = null
  #knownTo: Date
  #histories = new Map<string, HistoryIndex>()
  #running: Promise<FetchResult> | null = null
  #waiting: Promise<FetchResult> | null = null
  readonly #closing = new AbortController()
  readonly #listeners = new Set<() => void>()
  // What lies between two commits never changes, and a process of git for each page costs more than the rest of the page.
  readonly #diffs = new KeptAnswers<readonly FileDiff[]>(KEPT_CHARACTERS, sizeOfDiffs, MOST_OF_ONE)
  readonly #bases = new KeptAnswers<string | null>(KEPT_BASES)

  constructor(
    readonly gitDir: string,
    options: RemoteOptions,
    refs: ReadonlyMap<string, string>,
    fetchedAt: Date,
  ) {
    this.#knownTo = fetchedAt
    this.#remote = new Remote(options)
    this.objects = new ObjectStore(gitDir)
    this.#known = refs
  }

  /** Null before the first fetch of this process ended. */
  get lastContact(): RemoteContact | null {
    return this.#contacted
  }

  /** Null when the last fetch of this process was answered. Before the first one ended nobody knows more than after one that failed. */
  get silence(): Silence | null {
    const since = this.#contacted === null ? null : this.#contacted.failing?.since
    return since === undefined ? null : { since, knownTo: this.#knownTo }
  }

  /** Branches and heads of pull requests that the last fetch of this process had to leave out. */
  get refused(): readonly RefusedRef[] {
    return this.#remote.refused
  }

  /** Refs as the last fetch of this process found them: full name → commit. */
  get known(): ReadonlyMap<string, string> {
    return this.#known
  }

  /** Refs of the remote as last fetched, by whichever process: full name → commit. */
  refs(): Promise<Map<string, string>> {
    return readRefs(this.gitDir)
  }

  /**
   * Fetches all branches and heads of pull requests, one fetch at a time. Calls that arrive while one runs share the
   * next one and its result. Throws GitError; what was fetched before stays readable.
   */
  fetch(): Promise<FetchResult> {
    if (this.#waiting) return this.#waiting
    const start = () => {
      const begun = new Date()
      this.#waiting = null
      this.#running = this.#fetchNow(begun).finally(() => {
        this.#running = null
      })
      const note = (failing: RemoteContact['failing']) => {
        this.#contacted = { at: new Date(), answered: failing === null, failing }
      }
      const fail = (error: unknown) => {
        const reason = error instanceof GitError ? error.message : 'Fetching failed; the log says why.'
        const since = this.#contacted?.failing?.since ?? new Date()
        note({ since, reason })
      }
      this.#running.then(() => note(null), fail)
      return this.#running
    }
    if (!this.#running) return start()
    this.#waiting = this.#running.then(start, start)
    return this.#waiting
  }

  /** Calls back after each fetch that moved a ref, until the returned function is called. */
  onMove(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The first-parent history of a ref (full name), or null when the ref does not exist. */
  async history(ref: string): Promise<RefHistory | null> {
    const tip = await this.objects.resolve(ref)
    if (tip === null) return null
    const cached = this.#histories.get(ref)
    const { index, growth } = cached
      ? await growHistory(this, cached, tip)
      : { index: await buildHistory(this.gitDir, tip), growth: { kind: 'same' } as const }
    this.#histories.set(ref, index)
    return { index, tip, growth }
  }

  /** The commits of a history that changed a path, newest first; see `pathHistory`. */
  pathHistory(
    index: HistoryIndex,
    path: string,
    page: { limit: number; before?: number },
  ): Promise<PathChange[]> {
    return pathHistory(this.objects, index, path, page)
  }

  /** Files that differ between two commits; see `diffCommits`. */
  diff(before: string | null, after: string, options?: DiffOptions): Promise<readonly FileDiff[]> {
    return this.#diffs.get(JSON.stringify([before, after, options]), () =>
      diffCommits(this.gitDir, this.objects, before, after, options),
    )
  }

  /** The whole of two contents, line by line; see `diffBlobs`. */
  diffBlobs(before: string | null, after: string | null): Promise<DiffContent> {
    return diffBlobs(this.gitDir, this.objects, before, after)
  }

  mergeBase(a: string, b: string): Promise<string | null> {
    return this.#bases.get(`${a} ${b}`, () => mergeBase(this.gitDir, a, b))
  }

  /** Commits that `tip` has and none of `without` has; see `commitsBetween`. */
  commitsBetween(tip: string, without: readonly string[], limit: number): Promise<string[]> {
    return commitsBetween(this.gitDir, tip, without, limit)
  }

  /** See `isAncestor`. A merge leaves what was there before as a parent: that is known without a process of git. */
  async isAncestor(ancestor: string, commit: string): Promise<boolean> {
    // One that is too large to be read here is still a commit.
    const parents = (await this.objects.readCommit(commit).catch(() => null))?.parents ?? []
    return parents.includes(ancestor) || isAncestor(this.gitDir, ancestor, commit)
  }

  /** Full name of the remote's default branch, such as `refs/heads/main`; null when the remote is empty. */
  defaultBranch(): Promise<string | null> {
    return this.#remote.defaultBranch()
  }

  /** Ends its processes. A fetch that runs goes on in the background to its end. */
  close(): void {
    this.#closing.abort()
    this.objects.close()
  }

  async #fetchNow(begun: Date): Promise<FetchResult> {
    // First the tips of a fetch that failed, or was killed before it could keep them.
    if (!this.#isKept) await this.#unlocked(() => keepTips(this.gitDir))
    this.#isKept = false
    await this.#unlocked(() => this.#remote.fetch(this.gitDir))
    const refs = await this.#unlocked(() => keepTips(this.gitDir))
    this.#isKept = true
    const updates = await compareRefs(this, this.#known, refs)
    this.#known = refs
    if (updates.length > 0) {
      for (const listener of this.#listeners) listener()
      this.#untidied += 1
      if (this.#untidied >= TIDY_AFTER) await this.#tidy()
    }
    this.#knownTo = begun
    await noteFetched(this.gitDir, begun)
    return { updates }
  }

  /** Packs what has gathered, now and then; never drops an object. */
  async #tidy(): Promise<void> {
    this.#untidied = 0
    const args = [
      '-c',
      'gc.auto=3000',
      '-c',
      'gc.autoDetach=false',
      'gc',
      '--auto',
      '--quiet',
      '--prune=never',
    ]
    await runGit({ gitDir: this.gitDir, args, timeoutMs: 300_000 }).catch(() => undefined)
  }

  /** Tries again while another process holds a ref, and removes the locks of one that was killed. */
  async #unlocked<Result>(work: () => Promise<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work()
      } catch (error) {
        if (!(error instanceof GitError) || error.kind !== 'locked' || attempt === LOCK_TRIES) throw error
        const removed = await removeStaleLocks(this.gitDir, Date.now())
        if (removed === 0) await this.#pause()
      }
    }
  }

  async #pause(): Promise<void> {
    await delay(500, undefined, { signal: this.#closing.signal }).catch(() => {
      throw new GitError('closed', 'The mirror is closed.')
    })
  }
}
