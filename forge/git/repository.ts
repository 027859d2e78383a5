import { mkdirSync } from 'node:fs'
import { formatCommit, parseCommit, type Commit } from './commit'
import { ObjectReader, type GitObject, type ObjectInfo } from './object-reader'
import { writeObject } from './object-writer'
import { runGit, type GitOptions, type GitResult } from './run-git'
import { formatTree, isFolder, parseTree, type TreeEntry } from './tree'

/** One ref to move. `from` = what it must be now (`null`: must not exist); `to: null` deletes it. */
export interface RefMove {
  readonly ref: string
  readonly from: string | null
  readonly to: string | null
}

export const ZERO_SHA = '0'.repeat(40)
const REMEMBERED = 1000

/** A bare repository on disk. Every ref name passed in must be full (`refs/…`). */
export class GitRepository {
  private readonly reader: ObjectReader
  private readonly remembered = new Map<string, Promise<GitResult>>()

  constructor(
    readonly directory: string,
    private readonly searchPath?: string,
  ) {
    this.reader = new ObjectReader(directory, searchPath)
  }

  /** Creates the bare repository when it is not there yet. */
  async initialise(defaultBranch: string): Promise<void> {
    mkdirSync(this.directory, { recursive: true })
    await this.run(['init', '--quiet', '--bare', '--template=', `--initial-branch=${defaultBranch}`])
  }

  run(args: readonly string[], options: Omit<GitOptions, 'searchPath'> = {}): Promise<GitResult> {
    return runGit(this.directory, args, { ...options, searchPath: this.searchPath })
  }

  /**
   * As `run`, for a question that names its commits and trees by their full shas: its answer never changes. One pull request asks the same
   * of the same two commits many times, and a process costs far more than its answer.
   */
  recall(args: readonly string[], options: Pick<GitOptions, 'answers'> = {}): Promise<GitResult> {
    const question = args.join('\0')
    const known = this.remembered.get(question)
    if (known !== undefined) return known
    if (this.remembered.size >= REMEMBERED) this.remembered.clear()
    const answer = this.run(args, options)
    this.remembered.set(question, answer)
    answer.catch(() => this.remembered.delete(question))
    return answer
  }

  object(name: string): Promise<GitObject | null> {
    return this.reader.read(name)
  }

  info(name: string): Promise<ObjectInfo | null> {
    return this.reader.info(name)
  }

  /** The sha a full ref points at; `null` when there is none. */
  async ref(ref: string): Promise<string | null> {
    return (await this.reader.info(ref))?.sha ?? null
  }

  branch(name: string): Promise<string | null> {
    return this.ref(`refs/heads/${name}`)
  }

  /** Every ref below a prefix, by name. */
  async refs(prefix = 'refs/'): Promise<Map<string, string>> {
    const { stdout } = await this.run(['for-each-ref', '--format=%(objectname) %(refname)', prefix])
    const lines = stdout.toString('utf8').split('\n').filter(Boolean)
    return new Map(lines.map((line) => [line.slice(41), line.slice(0, 40)]))
  }

  /** Moves refs in one transaction; `false` when one of them was not where the caller thought. */
  async moveRefs(moves: readonly RefMove[]): Promise<boolean> {
    const commands = moves.map(({ ref, from, to }) =>
      to === null ? `delete ${ref}\0${from ?? ZERO_SHA}\0` : `update ${ref}\0${to}\0${from ?? ZERO_SHA}\0`,
    )
    const { code } = await this.run(['update-ref', '--no-deref', '-z', '--stdin'], {
      input: commands.join(''),
      answers: [128],
    })
    return code === 0
  }

  async readCommit(sha: string): Promise<Commit | null> {
    const object = await this.object(sha)
    return object?.type === 'commit' ? parseCommit(object.sha, object.data) : null
  }

  /** A commit that must exist: the caller got its sha from a ref or from another commit. */
  async commitOf(sha: string): Promise<Commit> {
    const commit = await this.readCommit(sha)
    if (commit === null) throw new Error(`no commit ${sha} in ${this.directory}`)
    return commit
  }

  async readTree(sha: string): Promise<TreeEntry[]> {
    const object = await this.object(sha)
    if (object?.type !== 'tree') throw new Error(`no tree ${sha} in ${this.directory}`)
    return parseTree(object.data)
  }

  /** The entry at a path below a tree; `null` when there is none. `''` is the tree itself. */
  async entryAt(tree: string, path: string): Promise<TreeEntry | null> {
    let entry: TreeEntry = { mode: '40000', name: '', sha: tree }
    for (const name of path === '' ? [] : path.split('/')) {
      if (!isFolder(entry)) return null
      const next = (await this.readTree(entry.sha)).find((candidate) => candidate.name === name)
      if (next === undefined) return null
      entry = next
    }
    return entry
  }

  /** The bytes of the file at a path of a commit; `null` when there is no file. */
  async fileAt(commit: string, path: string): Promise<Buffer | null> {
    const entry = await this.entryAt((await this.commitOf(commit)).tree, path)
    const object = entry === null || isFolder(entry) ? null : await this.object(entry.sha)
    return object?.type === 'blob' ? object.data : null
  }

  writeBlob(data: Uint8Array): string {
    return writeObject(this.directory, 'blob', data)
  }

  writeTree(entries: readonly TreeEntry[]): string {
    return writeObject(this.directory, 'tree', formatTree(entries))
  }

  writeCommit(commit: Omit<Commit, 'sha'>): string {
    return writeObject(this.directory, 'commit', formatCommit(commit))
  }

  close(): void {
    this.reader.close()
  }
}
