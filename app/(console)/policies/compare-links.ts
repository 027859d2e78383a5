import type { HistoryIndex } from '@/lib/git/history-index'
import type { ListedPolicy } from '@/lib/repository/list-policies'
import { routes } from '@/lib/routes'

/** Of the policies that had another content before, at a position of the branch: the address that compares their last two versions. */
export function compareLinks(
  policies: readonly Pick<ListedPolicy, 'path' | 'repositoryPath'>[],
  index: HistoryIndex,
  position: number,
): { readonly path: string; readonly href: string }[] {
  return policies.flatMap(({ path, repositoryPath }) => {
    const versions = index
      .contentChanges(repositoryPath)
      .filter(({ from, blob }) => from <= position && blob !== null)
    const [older, newer] = versions.slice(-2).map(({ from }) => index.commitAt(from))
    if (older == null || newer == null) return []
    return [{ path, href: routes.policy(path, { compare: `${older}...${newer}` }) }]
  })
}
