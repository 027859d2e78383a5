import { GitError } from './git-error'
import { parseCommit, type Commit } from './commit'
import { isObjectId } from './object-id'
import { ObjectPool } from './object-pool'
import type { ObjectType } from './object-stream'
import { parseTree, type TreeEntry } from './tree'

/** A file at a commit; `bytes` are exactly those that git stores. */
export type FileRead =
  | { readonly kind: 'file'; readonly bytes: Buffer; readonly blob: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'too-large'; readonly size: number; readonly blob: string }
  /** A symlink, a submodule or a directory: never followed, never read. */
  | { readonly kind: 'not-a-file'; readonly type: 'symlink' | 'submodule' | 'tree' }

export type BlobRead = Exclude<FileRead, { kind: 'not-a-file' }>

/** An entry by its repository-relative path. */
export type PathEntry = Omit<TreeEntry, 'name'> & { readonly path: string }

/** A file that is another in a second tree. */
export interface TreeChange {
  readonly path: string
  /** 40 hex; null when it is gone. */
  readonly blob: string | null
  /** As git prints it; `000000` when it is gone. */
  readonly mode: string
}

interface FoundChanges {
  readonly changes: TreeChange[]
  /** Pairs of directories so far. */
  compared: number
}

const NO_MODE = '000000'
/** Each pair costs some turns of a pipe: of more, git itself is faster. */
const MOST_COMPARED = 200

/** A directory of 10,000 entries is about half a megabyte. */
const MAX_TREE_BYTES = 16 * 1024 * 1024
const MAX_COMMIT_BYTES = 1024 * 1024
const MAX_DEPTH = 64
const CACHED_TREES = 2000
const CACHED_COMMITS = 2000
/** Nearly all are a few hundred bytes; a hostile one is a megabyte. */
const MAX_CACHED_COMMIT_BYTES = 16 * 1024

/** Reads objects of a bare repository by id. Objects never change, so what was read may be cached for ever. */
export class ObjectStore {
  readonly #pool: ObjectPool
  readonly #trees = new Map<string, Promise<readonly TreeEntry[]>>()
  readonly #commits = new Map<string, Commit>()

  constructor(gitDir: string, searchPath?: string) {
    this.#pool = new ObjectPool(gitDir, 2, searchPath)
  }

  close(): void {
    this.#pool.close()
  }

  /** Reads a blob of at most `maxBytes`; a larger one is never loaded. */
  async readBlob(sha: string, maxBytes: number): Promise<BlobRead> {
    const bytes = await this.#read(sha, 'blob', maxBytes)
    if (bytes === null) return { kind: 'missing' }
    return typeof bytes === 'number'
      ? { kind: 'too-large', size: bytes, blob: sha }
      : { kind: 'file', bytes, blob: sha }
  }

  /** Reads the file at a path of a commit. A path that no tree can hold is missing. */
  async readFile(commit: string, path: string, maxBytes: number): Promise<FileRead> {
    const entry = await this.entryAt(commit, path)
    if (entry === null) return { kind: 'missing' }
    if (entry.type !== 'file' && entry.type !== 'executable') return { kind: 'not-a-file', type: entry.type }
    return this.readBlob(entry.sha, maxBytes)
  }

  /** The tree entry at a path of a commit, or null. */
  async entryAt(commit: string, path: string): Promise<PathEntry | null> {
    const found = await this.readCommit(commit)
    if (found === null) return null
    let tree = found.tree
    let entry: TreeEntry | undefined
    for (const [depth, name] of path.split('/').entries()) {
      if (depth > MAX_DEPTH || (entry && entry.type !== 'tree')) return null
      entry = (await this.#tree(tree)).find((candidate) => candidate.name === name)
      if (!entry) return null
      tree = entry.sha
    }
    return entry ? { path, mode: entry.mode, type: entry.type, sha: entry.sha } : null
  }

  /**
   * All entries below a directory (`''` is the root), recursively, without the directories themselves, in git's order. Directories that nest
   * too deep are left out, as `entryAt` finds nothing there: one such file must not take the list of all others away.
   */
  async listTree(commit: string, prefix = ''): Promise<PathEntry[]> {
    const start = prefix === '' ? await this.readCommit(commit) : await this.entryAt(commit, prefix)
    if (start === null || ('type' in start && start.type !== 'tree')) return []
    return this.#walk('tree' in start ? start.tree : start.sha, prefix, 0)
  }

  /**
   * The files that differ between two trees (40 hex; null for none), as `git diff-tree -r --raw --no-renames` names them. Null when
   * directories nest too deep, or too many of them differ, to be compared here.
   */
  async compareTrees(before: string | null, after: string | null): Promise<readonly TreeChange[] | null> {
    const found = { changes: new Array<TreeChange>(), compared: 0 }
    return (await this.#compare(before, after, { found, directory: '', depth: 0 })) ? found.changes : null
  }

  /** What a commit says, or null when the mirror does not hold it. */
  async readCommit(sha: string): Promise<Commit | null> {
    const known = this.#commits.get(sha)
    if (known !== undefined) return known
    const bytes = await this.#read(sha, 'commit', MAX_COMMIT_BYTES)
    if (typeof bytes === 'number')
      throw new GitError('output-limit', `The commit ${sha} is larger than 1 MiB.`)
    // One that is not there may come with the next fetch.
    if (bytes === null) return null
    const commit = parseCommit(sha, bytes)
    if (bytes.length <= MAX_CACHED_COMMIT_BYTES) this.#keep(commit)
    return commit
  }

  #keep(commit: Commit): void {
    if (this.#commits.size >= CACHED_COMMITS) this.#commits.clear()
    this.#commits.set(commit.sha, commit)
  }

  /** The commit that a full ref name (`refs/heads/main`) or a 40-character id stands for, or null. */
  async resolve(name: string): Promise<string | null> {
    if (!isObjectId(name) && !isPlainRef(name)) return null
    const info = await this.#pool.info(`${name}^{commit}`)
    return info?.sha ?? null
  }

  /** Size of an object in bytes, or null when there is none. */
  async sizeOf(sha: string): Promise<number | null> {
    return isObjectId(sha) ? ((await this.#pool.info(sha))?.size ?? null) : null
  }

  async #walk(tree: string, directory: string, depth: number): Promise<PathEntry[]> {
    if (depth > MAX_DEPTH) return []
    const entries = await this.#tree(tree)
    const nested = await Promise.all(
      entries.map(async ({ name, mode, type, sha }) => {
        const path = directory === '' ? name : `${directory}/${name}`
        return type === 'tree' ? this.#walk(sha, path, depth + 1) : [{ path, mode, type, sha }]
      }),
    )
    return nested.flat()
  }

  /** False when it had to give up. */
  async #compare(
    before: string | null,
    after: string | null,
    { found, directory, depth }: { found: FoundChanges; directory: string; depth: number },
  ): Promise<boolean> {
    if (before === after) return true
    const { changes } = found
    found.compared += 1
    if (depth > MAX_DEPTH || found.compared > MOST_COMPARED) return false
    const [olds, news] = await Promise.all([this.#byName(before), this.#byName(after)])
    for (const name of new Set([...olds.keys(), ...news.keys()])) {
      const [old, now] = [olds.get(name), news.get(name)]
      if (old !== undefined && old.sha === now?.sha && old.mode === now.mode) continue
      const path = directory === '' ? name : `${directory}/${name}`
      if (now !== undefined && now.type !== 'tree') changes.push({ path, blob: now.sha, mode: now.mode })
      else if (old !== undefined && old.type !== 'tree') changes.push({ path, blob: null, mode: NO_MODE })
      const [from, to] = [treeOf(old), treeOf(now)]
      if (!(await this.#compare(from, to, { found, directory: path, depth: depth + 1 }))) return false
    }
    return true
  }

  async #byName(tree: string | null): Promise<ReadonlyMap<string, TreeEntry>> {
    return new Map(tree === null ? [] : (await this.#tree(tree)).map((entry) => [entry.name, entry]))
  }

  #tree(sha: string): Promise<readonly TreeEntry[]> {
    const cached = this.#trees.get(sha)
    if (cached) return cached
    const reading = this.#readTree(sha)
    if (this.#trees.size >= CACHED_TREES) this.#trees.clear()
    this.#trees.set(sha, reading)
    reading.catch(() => this.#trees.delete(sha))
    return reading
  }

  async #readTree(sha: string): Promise<readonly TreeEntry[]> {
    // What names it is there, so that once is no proof: a reader under load was seen to miss one, and git packs anew beside it.
    const bytes =
      (await this.#read(sha, 'tree', MAX_TREE_BYTES)) ?? (await this.#read(sha, 'tree', MAX_TREE_BYTES))
    if (typeof bytes === 'number')
      throw new GitError('output-limit', `The directory ${sha} has too many entries.`)
    if (bytes === null) throw new GitError('broken-object', `The directory ${sha} is missing in the mirror.`)
    return parseTree(bytes)
  }

  /** The bytes, or the size when it is above the limit, or null when there is no such object of this type. */
  async #read(sha: string, type: ObjectType, maxBytes: number): Promise<Buffer | number | null> {
    if (!isObjectId(sha)) return null
    const info = await this.#pool.info(sha)
    if (info === null || info.type !== type) return null
    if (info.size > maxBytes) return info.size
    return (await this.#pool.contents(sha))?.content ?? null
  }
}

/** A full ref name without anything that git's revision syntax would interpret (git-check-ref-format(1)). */
function isPlainRef(name: string): boolean {
  return /^refs\/[^\p{Cc} ~^:?*[\\]+$/u.test(name) && !/\.\.|@\{|\/\/|\.lock(\/|$)|\/\.|[./]$/.test(name)
}

function treeOf(entry: TreeEntry | undefined): string | null {
  return entry?.type === 'tree' ? entry.sha : null
}
