import type { ListedPolicy } from './list-policies'

/** Everything before the last slash; '' for a file at the top. */
function folderOf(path: string): string {
  const slash = path.lastIndexOf('/')
  return slash < 0 ? '' : path.slice(0, slash)
}

/** Policies of a folder whose path, tools or rules contain every word, without regard to case. */
export function filterPolicies(
  policies: readonly ListedPolicy[],
  { team, text }: { team: string | undefined; text: string | undefined },
): ListedPolicy[] {
  const words = (text ?? '').toLowerCase().split(/\s+/).filter(Boolean)
  return policies.filter((policy) => {
    const folder = folderOf(policy.path)
    if (team !== undefined && folder !== team && !folder.startsWith(`${team}/`)) return false
    if (words.length === 0) return true
    const haystack = [policy.path, ...namesIn(policy)].join('\n').toLowerCase()
    return words.every((word) => haystack.includes(word))
  })
}

function namesIn({ state }: ListedPolicy): string[] {
  if (!('figures' in state)) return []
  return [...state.figures.toolNames, ...state.figures.ruleNames.map(({ rule }) => rule)]
}
