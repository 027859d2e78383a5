import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { GitError } from '@/lib/git/git-error'
import { runGit } from '@/lib/git/run-git'
import { CommandFailure } from '../failure'

/** A git work tree on this machine. */
export interface WorkTree {
  /** Absolute path of its root. */
  readonly root: string
  readonly gitDir: string
}

/**
 * The work tree around a folder, found without git: git itself refuses to look into folders of another user, as a job's container often
 * has them, and reading objects runs nothing of the repository.
 */
export function findWorkTree(folder: string): WorkTree {
  for (let root = resolve(folder); ; root = dirname(root)) {
    const entry = join(root, '.git')
    if (existsSync(entry)) return { root, gitDir: gitDirOf(entry) }
    if (dirname(root) === root)
      throw new CommandFailure(
        'this folder is in no git work tree: go to a checkout of the policy repository',
      )
  }
}

/** `.git` is a folder, or in linked work trees and submodules a file that names one. Source: gitrepository-layout(5). */
function gitDirOf(entry: string): string {
  if (statSync(entry).isDirectory()) return entry
  const named = /^gitdir: (.+)$/m.exec(readFileSync(entry, 'utf8'))?.[1]
  if (named === undefined) throw new CommandFailure(`${entry} names no git folder: check the work tree`)
  return resolve(dirname(entry), named)
}

/** Two commits, or a commit and the files that are checked out (`head` null). */
export interface Range {
  readonly base: string
  readonly head: string | null
}

/**
 * Reads `BASE..HEAD`, `BASE...HEAD` (from their merge base, as a pull request shows it), or `BASE` alone for what is checked out. A side
 * that is left out is HEAD.
 */
export async function resolveRange(tree: WorkTree, range: string): Promise<Range> {
  const [, left = '', dots = '', right = ''] = /^(.*?)(\.{2,3})(.*)$/s.exec(range) ?? []
  if (dots === '') return { base: await resolveCommit(tree, range), head: null }
  const base = await resolveCommit(tree, left || 'HEAD')
  const head = await resolveCommit(tree, right || 'HEAD')
  return { base: dots === '...' ? await mergeBase(tree, base, head) : base, head }
}

async function resolveCommit({ gitDir }: WorkTree, name: string): Promise<string> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]
  const { stdout, exitCode } = await git({ gitDir, args, answers: [0, 1, 128] })
  const id = stdout.toString('utf8').trim()
  if (exitCode === 0 && /^[0-9a-f]{40,64}$/.test(id)) return id
  throw new CommandFailure(
    `${name} is no commit of this checkout: fetch it first (in CI, check out the whole history)`,
  )
}

async function mergeBase({ gitDir }: WorkTree, base: string, head: string): Promise<string> {
  const { stdout, exitCode } = await git({ gitDir, args: ['merge-base', base, head], answers: [0, 1] })
  if (exitCode === 0) return stdout.toString('utf8').trim()
  throw new CommandFailure(
    'the two commits have no common history here: check out the whole history (fetch-depth: 0)',
  )
}

/** A file as one commit has it. */
export interface CommittedFile {
  readonly path: string
  /** Object id of the content. */
  readonly blob: string
}

/** The plain files of a commit whose path is wanted. Links and submodules are no policies. */
export async function filesAt(
  { gitDir }: WorkTree,
  commit: string,
  wanted: (path: string) => boolean,
): Promise<CommittedFile[]> {
  const { stdout } = await git({ gitDir, args: ['ls-tree', '-r', '-z', '--full-tree', commit] })
  return stdout
    .toString('utf8')
    .split('\0')
    .flatMap((entry) => {
      const [, blob, path] = /^100\d{3} blob ([0-9a-f]+)\t(.+)$/s.exec(entry) ?? []
      return blob !== undefined && path !== undefined && wanted(path) ? [{ path, blob }] : []
    })
}

/** The contents of blobs, by id. */
export async function readBlobs(
  { gitDir }: WorkTree,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Buffer>> {
  const blobs = new Map<string, Buffer>()
  if (ids.length === 0) return blobs
  const { stdout } = await git({ gitDir, args: ['cat-file', '--batch'], input: `${ids.join('\n')}\n` })
  for (let at = 0; at < stdout.length;) {
    const end = stdout.indexOf(10, at)
    const [id = '', type, size = ''] = stdout.toString('latin1', at, end).split(' ')
    if (type !== 'blob')
      throw new CommandFailure(`git has no content for ${id}: fetch without a filter, then try again`)
    const start = end + 1
    blobs.set(id, stdout.subarray(start, start + Number(size)))
    at = start + Number(size) + 1
  }
  return blobs
}

/** What git says about the machine or the repository is no bug of this program. */
async function git(run: Parameters<typeof runGit>[0]): ReturnType<typeof runGit> {
  try {
    return await runGit(run)
  } catch (error) {
    throw error instanceof GitError ? new CommandFailure(error.message) : error
  }
}
