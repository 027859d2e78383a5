import { FEW_NAMES, oneOf } from '@/components/ui/list-names'

/**
 * Owners on one line are alternatives: "one of @a or @b", of many the first. An empty line unowns on purpose; `null` is a path that no line
 * matches.
 */
export function formatOwners(owners: readonly string[] | null): string {
  if (owners === null) return 'no owner: no line of the owners file matches'
  return owners.length === 0 ? 'no owner, on purpose' : oneOf(owners, FEW_NAMES)
}
