import { isAddress, ownersOf, type Codeowners } from '@/lib/repository/codeowners'

/** Who must agree to one file, as CODEOWNERS of the base predicts it. GitHub's answer wins wherever it differs. */
export interface OwnerPrediction {
  readonly path: string
  /** Alternatives: one approval of any of them satisfies this file. Empty when nobody owns it. */
  readonly owners: readonly string[]
  /** 1-based line of CODEOWNERS that won; null when no line matches. */
  readonly line: number | null
  readonly pattern: string | null
  /** `unowned`: a line without owners, on purpose. `unmatched`: no line at all. */
  readonly kind: 'owned' | 'unowned' | 'unmatched'
  /** The drafter is among the owners by name and cannot approve; somebody else of them must. */
  readonly drafterExcluded: boolean
}

/** Predicts the owners of each path. `drafter` is a login without `@`; logins are compared without case, as GitHub does. */
export function predictOwners(
  codeowners: Codeowners,
  paths: readonly string[],
  drafter: string,
): OwnerPrediction[] {
  return paths.map((path) => {
    const ownership = ownersOf(codeowners, path)
    if (ownership === null)
      return { path, owners: [], line: null, pattern: null, kind: 'unmatched', drafterExcluded: false }
    const { owners, line, pattern } = ownership
    const isDrafter = (owner: string) => owner.toLowerCase() === `@${drafter.toLowerCase()}`
    return {
      path,
      owners,
      line,
      pattern,
      kind: owners.length === 0 ? 'unowned' : 'owned',
      drafterExcluded: owners.some(isDrafter),
    }
  })
}

/** An approval as it is on record: for which paths it counts, null when that is not known. */
interface RecordedApproval {
  readonly as: readonly { readonly path: string }[] | null
}

/** Whether one of the owners of a file approved; null when somebody did who may be one of them, and nobody knows it. */
export function isApproved(
  { path, owners }: Pick<OwnerPrediction, 'path' | 'owners'>,
  approvals: readonly RecordedApproval[],
): boolean | null {
  if (approvals.some(({ as }) => as?.some((role) => role.path === path))) return true
  const mayBe = ({ as }: RecordedApproval) => as === null || owners.some(isAddress)
  return approvals.some(mayBe) ? null : false
}

/** Who must agree to a rename: the owners of the old place and of the new one. */
export function pathsThatNeedOwners(
  files: readonly { readonly basePath: string | null; readonly path: string | null }[],
): string[] {
  const paths = files.flatMap(({ basePath, path }) => [basePath, path])
  return [...new Set(paths.filter((path) => path !== null))].sort()
}
