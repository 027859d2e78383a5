import type { Pull } from '@/forge/access/find'
import type { Core } from '@/forge/core'
import { mergeTrees } from '@/forge/git/merge'
import type { GitRepository } from '@/forge/git/repository'
import { checkOutcomes } from './check-outcomes'
import { mergeRequirements } from './merge-requirements'

export type MergeState = 'unknown' | 'clean' | 'dirty' | 'blocked' | 'behind' | 'unstable' | 'draft'

/** What a pull request's page and its REST answer say about merging. */
export interface Mergeability {
  /** `null` = not computed yet for this head and base; asking starts the computation, as on GitHub. */
  readonly mergeable: boolean | null
  readonly state: MergeState
}

/** One try of the merge: `result` is `null` until `done`. */
interface Attempt {
  result: boolean | null
  done: Promise<void>
}

const attempts = new WeakMap<Core, Map<string, Attempt>>()
const KEPT = 2_000

/** The answer now: without the merge when it was not tried yet for these two commits. */
export async function mergeabilityNow(core: Core, entry: Pull): Promise<Mergeability> {
  if (entry.issue.state === 'closed') return { mergeable: null, state: 'unknown' }
  const { result } = await attemptFor(core, entry)
  if (result === null) return { mergeable: null, state: 'unknown' }
  return { mergeable: result, state: result ? await stateOf(core, entry) : 'dirty' }
}

/** Waits for the computation; for the forge's own page. */
export async function mergeabilitySettled(core: Core, entry: Pull): Promise<Mergeability> {
  if (entry.issue.state === 'open') await (await attemptFor(core, entry)).done
  return mergeabilityNow(core, entry)
}

async function stateOf(core: Core, entry: Pull): Promise<MergeState> {
  const { pull } = entry
  if (pull.draft) return 'draft'
  const { missing, behind } = await mergeRequirements(core, entry)
  if (missing.length > 0) return 'blocked'
  if (behind) return 'behind'
  const outcomes = [...checkOutcomes(core, pull.repositoryId, pull.headSha).values()]
  return outcomes.some((outcome) => outcome !== 'success') ? 'unstable' : 'clean'
}

async function attemptFor(core: Core, { pull }: Pull): Promise<Attempt> {
  const git = core.git(pull.repositoryId)
  const base = (await git.branch(pull.baseRef)) ?? pull.baseSha
  const known = attempts.get(core) ?? new Map<string, Attempt>()
  attempts.set(core, known)
  const key = `${pull.repositoryId} ${base} ${pull.headSha}`
  const old = known.get(key)
  if (old !== undefined) return old
  if (known.size >= KEPT) known.clear()
  const attempt: Attempt = { result: null, done: Promise.resolve() }
  attempt.done = tryMerge(attempt, git, base, pull.headSha)
  attempt.done.catch(() => known.delete(key)) // a repository that is being removed; the next request tries again
  known.set(key, attempt)
  return attempt
}

async function tryMerge(attempt: Attempt, git: GitRepository, base: string, head: string): Promise<void> {
  const tree = await mergeTrees(git, base, head)
  attempt.result = tree !== null
}
