import { GitError } from './git-error'
import { readRefs } from './mirror-refs'
import { runGit, type GitCredential, type GitProtocol } from './run-git'

export interface RemoteOptions {
  /** Address to fetch from, without credentials in it. */
  readonly remoteUrl: string
  /** A token for the remote, asked for before each contact; null for none. */
  readonly credential: () => Promise<string | null>
  /** Default `https` only; `http` for the local forge, `file` for tests. */
  readonly protocols?: readonly GitProtocol[]
}

/** A branch or the head of a pull request that is left out, because git refuses what it holds or it takes too long. */
export interface RefusedRef {
  /** Full name, such as `refs/heads/main`. */
  readonly ref: string
  /** What the remote had there, 40 hex. It is tried again when it moves. */
  readonly sha: string
  readonly since: Date
  /** One sentence. */
  readonly reason: string
}

interface Listing {
  /** Full name of the default branch; null when the remote is empty. */
  readonly defaultBranch: string | null
  /** Branches and heads of pull requests: full name → object. */
  readonly refs: ReadonlyMap<string, string>
}

const REFSPECS = ['+refs/heads/*:refs/heads/*', '+refs/pull/*/head:refs/pull/*/head']
const TIMEOUT_MS = 300_000
/** What took too long once may have met a slow network; a malformed object stays malformed. */
const SLOW_AGAIN_MS = 10 * 60_000
/** Fetches in search of what cannot be brought, in one go; the next one goes on where it ended. */
const MOST_PARTS = 64

/** The git server: what it has, and how that comes into a repository. */
export class Remote {
  readonly #refused = new Map<string, RefusedRef & { readonly slow: boolean }>()
  #partsLeft = 0

  constructor(private readonly options: RemoteOptions) {}

  /** What the last fetch left out, sorted by name. */
  get refused(): readonly RefusedRef[] {
    return [...this.#refused.values()].sort((a, b) => (a.ref < b.ref ? -1 : 1))
  }

  /** Full name of the default branch, such as `refs/heads/main`; null when the remote is empty. */
  async defaultBranch(): Promise<string | null> {
    const args = ['ls-remote', '--symref', '--quiet', '--end-of-options', this.options.remoteUrl, 'HEAD']
    return parseListing(await this.#contact(args, 30_000)).defaultBranch
  }

  /**
   * Brings all branches and heads of pull requests and removes those that are gone. Anybody who may push a branch or open a pull request
   * can put something there that git refuses; it must not keep the others away, so that it alone is left out. Throws GitError when the
   * server does not answer or its default branch is among what cannot be brought.
   */
  async fetch(gitDir: string): Promise<void> {
    await this.#forgetMoved()
    const without = [...this.#refused.keys()].map((ref) => `^${ref}`)
    try {
      await this.#bring(gitDir, ['--prune'], [...REFSPECS, ...without])
    } catch (error) {
      if (!isAboutContent(error)) throw error
      await this.#bringApart(gitDir)
    }
  }

  async #forgetMoved(): Promise<void> {
    if (this.#refused.size === 0) return
    const { refs } = await this.#list()
    for (const { ref, sha, slow, since } of this.#refused.values()) {
      const again = slow && Date.now() - since.getTime() > SLOW_AGAIN_MS
      if (again || refs.get(ref) !== sha) this.#refused.delete(ref)
    }
  }

  /** The default branch first, then all others in ever smaller parts, until those that cannot be brought stand alone. */
  async #bringApart(gitDir: string): Promise<void> {
    const [have, { refs, defaultBranch }] = [await readRefs(gitDir), await this.#list()]
    const gone = [...have.keys()].filter((ref) => !refs.has(ref))
    const input = gone.map((ref) => `delete ${ref}\n`).join('')
    if (gone.length > 0) await runGit({ gitDir, args: ['update-ref', '--stdin'], input })
    const wanted = [...refs].filter(([ref, sha]) => have.get(ref) !== sha && !this.#refused.has(ref))
    const [main, others] = [
      wanted.filter(([ref]) => ref === defaultBranch),
      wanted.filter(([ref]) => ref !== defaultBranch),
    ]
    this.#partsLeft = MOST_PARTS
    const problem = await this.#bringOrLeave(gitDir, main)
    await this.#bringOrLeave(gitDir, others)
    if (problem === null) return
    if (defaultBranch !== null) this.#refused.delete(defaultBranch)
    throw problem
  }

  /** Leaves out what cannot be brought. Returns the last reason for that, or null. */
  async #bringOrLeave(
    gitDir: string,
    refs: readonly (readonly [string, string])[],
  ): Promise<GitError | null> {
    if (refs.length === 0) return null
    this.#partsLeft -= 1
    try {
      await this.#bring(
        gitDir,
        [],
        refs.map(([ref]) => `+${ref}:${ref}`),
      )
      return null
    } catch (error) {
      if (!isAboutContent(error) || this.#partsLeft <= 0) throw error
      const [only] = refs
      if (refs.length > 1 || only === undefined) {
        const half = Math.ceil(refs.length / 2)
        const first = await this.#bringOrLeave(gitDir, refs.slice(0, half))
        return (await this.#bringOrLeave(gitDir, refs.slice(half))) ?? first
      }
      const [ref, sha] = only
      const slow = error.kind === 'timeout'
      this.#refused.set(ref, { ref, sha, since: new Date(), reason: error.message, slow })
      return error
    }
  }

  async #bring(gitDir: string, flags: readonly string[], refspecs: readonly string[]): Promise<void> {
    const quiet = ['--quiet', '--force', '--no-tags', '--no-write-fetch-head', '--no-auto-gc', ...flags]
    const args = ['fetch', ...quiet, '--stdin', '--end-of-options', this.options.remoteUrl]
    await this.#contact(args, TIMEOUT_MS, { gitDir, input: refspecs.map((one) => `${one}\n`).join('') })
  }

  async #list(): Promise<Listing> {
    const args = ['ls-remote', '--symref', '--quiet', '--end-of-options', this.options.remoteUrl]
    return parseListing(await this.#contact(args, 60_000))
  }

  async #contact(
    args: readonly string[],
    timeoutMs: number,
    place: { gitDir?: string; input?: string } = {},
  ): Promise<string> {
    const token = await this.options.credential()
    const { protocols = ['https'], remoteUrl } = this.options
    const credential = token === null ? null : basic(remoteUrl, token)
    const { stdout } = await runGit({ ...place, args, timeoutMs, protocols, credential })
    return stdout.toString('utf8')
  }
}

/** True for what other refs of the same server need not share. */
function isAboutContent(error: unknown): error is GitError {
  const kinds = ['refused-object', 'broken-object', 'timeout', 'failed']
  return error instanceof GitError && kinds.includes(error.kind)
}

function parseListing(output: string): Listing {
  const lines = output.split('\n').map((line) => line.split('\t'))
  const head = lines.find(([what = '', name]) => name === 'HEAD' && what.startsWith('ref: '))?.[0]
  const refs = lines.flatMap(([sha = '', name = '']) =>
    /^refs\/(heads\/|pull\/\d+\/head$)/.test(name) ? [[name, sha] as const] : [],
  )
  return { defaultBranch: head?.slice('ref: '.length) ?? null, refs: new Map(refs) }
}

/** GitHub takes an installation or user token as the password of this name. */
function basic(url: string, token: string): GitCredential {
  return { url, authorization: `Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}` }
}
