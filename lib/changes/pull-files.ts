import type { FileDiff } from '@/lib/git/diff'
import type { Mirror } from '@/lib/git/mirror'
import { KeptAnswers } from '@/lib/kept-answers'

/** What a pull request changes, by its two commits. */
export interface PullFiles {
  /** What the diff is against: the merge base, or the base itself where the two never met. */
  readonly from: string
  readonly head: string
  /** Without lines. */
  readonly files: readonly FileDiff[]
}

/** Files of all kept answers together. */
const KEPT_FILES = 100_000

/** Two commits differ by the same files for ever: git is asked once for them, not with every look at the forge. */
const kept = new KeptAnswers<PullFiles>(KEPT_FILES, ({ files }) => 1 + files.length)

class NotFetched extends Error {}

/** Files that a pull request changes, from the mirror; null while it does not have both commits. Throws GitError. */
export async function pullFiles(
  mirror: Mirror,
  { baseSha, headSha }: { readonly baseSha: string; readonly headSha: string },
): Promise<PullFiles | null> {
  try {
    return await kept.get(`${mirror.gitDir} ${baseSha} ${headSha}`, () => ask(mirror, baseSha, headSha))
  } catch (error) {
    // Thrown, so that it is asked again: the next fetch may bring them.
    if (error instanceof NotFetched) return null
    throw error
  }
}

async function ask(mirror: Mirror, baseSha: string, headSha: string): Promise<PullFiles> {
  const { objects } = mirror
  const [base, head] = await Promise.all([objects.resolve(baseSha), objects.resolve(headSha)])
  if (base === null || head === null) throw new NotFetched()
  const from = (await mirror.mergeBase(base, head)) ?? base
  return { from, head, files: await mirror.diff(from, head, { maxFiles: 0 }) }
}
