import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { runGit } from './run-git'

/** A file's content, null to delete it, or an entry of another mode (a symlink's target, a submodule's commit). */
export type ScratchFile = string | Buffer | null | { mode: '100755' | '120000' | '160000'; content: string }

export interface ScratchCommit {
  readonly branch?: string
  readonly files: Readonly<Record<string, ScratchFile>>
  readonly message?: string
  /** `Name <mail>`. */
  readonly author?: string
  /** Seconds since the epoch; commits without one are an hour apart. */
  readonly at?: number
  /** First parent; default is the branch's tip. `null` starts a new history. */
  readonly from?: string | null
  /** Second parent. */
  readonly merge?: string
}

/** A bare repository in a temporary directory, for tests and benchmarks. Written with `git fast-import`. */
export interface ScratchRepository {
  readonly gitDir: string
  /** `file://` address to clone from. */
  readonly url: string
  /** Writes one commit and returns its id. */
  commit(commit: ScratchCommit): Promise<string>
  /** Feeds a prepared stream to `git fast-import`. */
  fastImport(stream: string | Uint8Array): Promise<void>
  /** Runs a git command in the repository; returns its output without the final line break. */
  git(...args: string[]): Promise<string>
  remove(): Promise<void>
}

/** Makes an empty scratch repository whose default branch is main. */
export async function scratchRepository(): Promise<ScratchRepository> {
  const directory = await mkdtemp(join(tmpdir(), 'lockstep-git-'))
  const gitDir = join(directory, 'repository.git')
  await runGit({ args: ['init', '--quiet', '--bare', '--initial-branch=main', gitDir] })
  const git = async (...args: string[]) => (await runGit({ gitDir, args })).stdout.toString('utf8').trimEnd()
  const fastImport = async (input: string | Uint8Array) => {
    await runGit({ gitDir, args: ['fast-import', '--quiet', '--force'], input, timeoutMs: 120_000 })
  }
  let count = 0
  return {
    gitDir,
    url: pathToFileURL(gitDir).href,
    fastImport,
    git,
    commit: async (commit) => {
      count += 1
      const branch = commit.branch ?? 'main'
      const tip = commit.from === undefined ? await tipOf(git, branch) : commit.from
      await fastImport(importStream(commit, { branch, tip, at: commit.at ?? 1_700_000_000 + count * 3600 }))
      return git('rev-parse', `refs/heads/${branch}`)
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  }
}

async function tipOf(git: ScratchRepository['git'], branch: string): Promise<string | null> {
  const tip = await git('for-each-ref', '--format=%(objectname)', `refs/heads/${branch}`)
  return tip === '' ? null : tip
}

/** One commit in the language of git-fast-import(1). */
function importStream(
  commit: ScratchCommit,
  place: { branch: string; tip: string | null; at: number },
): Buffer {
  const author = commit.author ?? 'Ada Analyst <ada@northwind.example>'
  const parts: Buffer[] = []
  const line = (text: string) => parts.push(Buffer.from(`${text}\n`))
  const data = (content: string | Buffer) => {
    const bytes = Buffer.from(content)
    line(`data ${bytes.length}`)
    parts.push(bytes, Buffer.from('\n'))
  }
  line(`reset refs/heads/${place.branch}`)
  line(`commit refs/heads/${place.branch}`)
  line(`author ${author} ${place.at} +0000`)
  line(`committer ${author} ${place.at} +0000`)
  data(commit.message ?? 'Change policies')
  if (place.tip !== null) line(`from ${place.tip}`)
  if (commit.merge !== undefined) line(`merge ${commit.merge}`)
  for (const [path, file] of Object.entries(commit.files)) writeFile(path, file, line, data)
  return Buffer.concat(parts)
}

function writeFile(
  path: string,
  file: ScratchFile,
  line: (text: string) => void,
  data: (content: string | Buffer) => void,
): void {
  const quoted = `"${path.replaceAll(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`
  if (file === null) return line(`D ${quoted}`)
  if (typeof file === 'string' || Buffer.isBuffer(file)) {
    line(`M 100644 inline ${quoted}`)
    return data(file)
  }
  if (file.mode === '160000') return line(`M 160000 ${file.content} ${quoted}`)
  line(`M ${file.mode} inline ${quoted}`)
  data(file.content)
}
