import { filterPolicies } from '@/lib/repository/filter-policies'
import type { ListedPolicy } from '@/lib/repository/list-policies'
import type { readExplorerSearch } from './search-params'

/** The policies that an address asks for. Where it is not known what the person owns, all of them are theirs. */
export function selectPolicies(
  policies: readonly ListedPolicy[],
  own: ReadonlySet<string> | null,
  { team, q, mine }: Pick<ReturnType<typeof readExplorerSearch>, 'team' | 'q' | 'mine'>,
): ListedPolicy[] {
  const theirs =
    mine === undefined || own === null
      ? policies
      : policies.filter(({ repositoryPath }) => own.has(repositoryPath))
  return filterPolicies(theirs, { team, text: q })
}
