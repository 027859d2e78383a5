import { formatOwners } from './format-owners'

/** Who owns a file, as one line of CODEOWNERS says it. */
export function OwnersText({ owners }: { owners: readonly string[] | null }) {
  return owners === null || owners.length === 0 ? (
    <span className="drift">{formatOwners(owners)}</span>
  ) : (
    <span title={owners.join(', ')}>{formatOwners(owners)}</span>
  )
}
