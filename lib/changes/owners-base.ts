import type { Mirror } from '@/lib/git/mirror'
import { isCopy } from './find-rebased'

interface OwnedPull {
  readonly state: string
  /** Short name of the branch that it goes to. */
  readonly baseRef: string
  readonly baseSha: string
  readonly headSha: string
  /** The last commit that its merge put on that branch, and those that a rebase put there before that one, newest first. */
  readonly mergeSha: string | null
  readonly rebased: readonly string[]
}

/**
 * The commit whose CODEOWNERS counts for a pull request: that branch as it is now while the pull request is open, and as it was before the
 * merge once it is merged. Not where its branch began: owners that came since must agree as well.
 * Source: https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 */
export async function ownersBase(
  mirror: Pick<Mirror, 'objects' | 'mergeBase'>,
  pull: OwnedPull,
): Promise<string> {
  // What the forge names of one may be of its last push.
  const { state, baseRef, baseSha } = pull
  const open = () => mirror.objects.resolve(`refs/heads/${baseRef}`)
  const known = state === 'open' ? open() : state === 'merged' ? beforeMerge(mirror, pull) : null
  return (await known) ?? baseSha
}

/** The first parent of what a merge put on its branch; null while the mirror does not have that, or which commits it was is not known. */
async function beforeMerge(
  mirror: Pick<Mirror, 'objects' | 'mergeBase'>,
  { baseSha, headSha, mergeSha, rebased }: OwnedPull,
): Promise<string | null> {
  const { objects } = mirror
  if (mergeSha === null) return null
  // Anybody may push what is damaged.
  const read = (sha: string) => objects.readCommit(sha).catch(() => null)
  const [first, head] = await Promise.all([read(rebased.at(-1) ?? mergeSha), read(headSha)])
  const before = first?.parents[0] ?? null
  if (first === null || head === null || before === null) return null
  if (rebased.length > 0 || !isCopy(head, first)) return before
  // The head itself or a copy: the last of several that are not known, unless it is the only one.
  const began = (await objects.resolve(baseSha)) === null ? null : await mirror.mergeBase(baseSha, headSha)
  return began === head.parents[0] ? before : null
}
