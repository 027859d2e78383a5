import type { HistoryIndex } from '@/lib/git/history-index'
import type { Revision } from '@/lib/repository/find-revision'
import { isPolicyPath } from '@/lib/repository/policy-path'
import { routes } from '@/lib/routes'

/**
 * Where the list of policies leads to compare: of the past, to what became since; of now, to what the last change of a policy did.
 * Null for a commit elsewhere, and where nothing was before.
 */
export function compareLink(
  index: HistoryIndex,
  { commit, position, isNow }: Revision,
  root: string,
): string | null {
  const tip = index.tip
  if (position === null || tip === null) return null
  if (!isNow && commit !== tip) return routes.policies({ compare: `${commit}...${tip}` })
  let last = position
  while (last > 0 && !index.pathsAt(last).some((path) => isPolicyPath(path, root))) last -= 1
  const before = index.commitAt(last - 1)
  return before === null ? null : routes.policies({ compare: `${before}...${commit}` })
}
