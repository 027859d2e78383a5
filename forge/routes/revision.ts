import type { Core } from '@/forge/core'
import { isFullRef } from '@/forge/git/ref-name'
import type { RepositoryRow } from '@/forge/state/records'

/**
 * The commit that a `ref` or `sha` parameter names: a full sha, a branch, a tag or a full ref; `null` when
 * nothing. Abbreviated shas of at least seven characters work as on GitHub.
 */
export async function branchOrSha(
  core: Core,
  repository: RepositoryRow,
  name: string,
): Promise<string | null> {
  const git = core.git(repository.id)
  if (/^[0-9a-f]{7,40}$/.test(name)) {
    const info = await git.info(name)
    if (info?.type === 'commit') return info.sha
  }
  for (const ref of [`refs/heads/${name}`, `refs/tags/${name}`, name]) {
    if (!isFullRef(ref)) continue
    const info = await git.info(`${ref}^{commit}`)
    if (info?.type === 'commit') return info.sha
  }
  return name === 'HEAD' ? git.branch(repository.defaultBranch) : null
}
