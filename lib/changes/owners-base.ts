import type { Mirror } from '@/lib/git/mirror'

interface OwnedPull {
  readonly state: string
  /** Short name of the branch that it goes to. */
  readonly baseRef: string
  readonly baseSha: string
}

/**
 * The commit whose CODEOWNERS counts for a pull request: that branch as it is now while the pull request is open, and once it is over, the
 * base that the forge names. Not where its branch began: owners that came since must agree as well.
 * Source: https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 */
export async function ownersBase(
  { objects }: Pick<Mirror, 'objects'>,
  { state, baseRef, baseSha }: OwnedPull,
): Promise<string> {
  // What the forge names of an open one may be of its last push.
  const tip = state === 'open' ? await objects.resolve(`refs/heads/${baseRef}`) : null
  return tip ?? baseSha
}
