import { parseCommit, type Commit } from './commit'
import type { GitRepository } from './repository'

/** The best common ancestor of two commits; `null` when they share no history. */
export async function mergeBase(repository: GitRepository, a: string, b: string): Promise<string | null> {
  if (a === b) return a
  const { code, stdout } = await repository.recall(['merge-base', '--end-of-options', a, b], { answers: [1] })
  return code === 0 ? stdout.toString('latin1').trim() : null
}

/** True when `ancestor` is reachable from `commit`. */
export async function isAncestor(
  repository: GitRepository,
  ancestor: string,
  commit: string,
): Promise<boolean> {
  if (ancestor === commit) return true
  const args = ['merge-base', '--is-ancestor', '--end-of-options', ancestor, commit]
  return (await repository.recall(args, { answers: [1] })).code === 0
}

export interface LogOptions {
  readonly path?: string
  readonly author?: string
  readonly since?: Date
  readonly until?: Date
  readonly skip?: number
  readonly limit?: number
}

/** Commits reachable from `tip` (a full sha), newest first. */
export async function listCommits(
  repository: GitRepository,
  tip: string,
  options: LogOptions = {},
): Promise<Commit[]> {
  const args = ['rev-list']
  if (options.skip !== undefined) args.push(`--skip=${options.skip}`)
  if (options.limit !== undefined) args.push(`--max-count=${options.limit}`)
  if (options.author !== undefined) args.push('--fixed-strings', `--author=${options.author}`)
  if (options.since !== undefined) args.push(`--since=${options.since.toISOString()}`)
  if (options.until !== undefined) args.push(`--until=${options.until.toISOString()}`)
  args.push('--end-of-options', tip, '--')
  if (options.path !== undefined && options.path !== '') args.push(options.path)
  return readCommits(repository, args)
}

/** Commits on `head` that are not on `base`, oldest first, as GitHub lists those of a pull request. */
export function commitsBetween(repository: GitRepository, base: string, head: string): Promise<Commit[]> {
  return readCommits(repository, [
    'rev-list',
    '--reverse',
    '--topo-order',
    '--end-of-options',
    `${base}..${head}`,
    '--',
  ])
}

/** How many commits each of two tips has that the other has not. */
export async function countApart(
  repository: GitRepository,
  base: string,
  head: string,
): Promise<{ ahead: number; behind: number }> {
  const range = `${base}...${head}`
  const { stdout } = await repository.recall([
    'rev-list',
    '--left-right',
    '--count',
    '--end-of-options',
    range,
    '--',
  ])
  const [behind = '0', ahead = '0'] = stdout.toString('latin1').trim().split('\t')
  return { ahead: Number(ahead), behind: Number(behind) }
}

async function readCommits(repository: GitRepository, args: readonly string[]): Promise<Commit[]> {
  const { stdout } = await repository.recall(args)
  const shas = stdout.toString('latin1').split('\n').filter(Boolean)
  const objects = await Promise.all(shas.map((sha) => repository.object(sha)))
  return objects.flatMap((object) => (object === null ? [] : [parseCommit(object.sha, object.data)]))
}
