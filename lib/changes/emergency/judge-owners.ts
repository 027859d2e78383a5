import { ownersOf, type Codeowners } from '@/lib/repository/codeowners'

/** Whether one approval of an emergency reviewer is enough for a file, as CODEOWNERS predicts it. GitHub decides. */
export interface EmergencyPath {
  readonly path: string
  /** 1-based line of CODEOWNERS that won; null when none matches. */
  readonly line: number | null
  readonly owners: readonly string[]
  readonly answer:
    | /** `reviewer` is an owner on the line: owners on one line are alternatives. */ {
        readonly kind: 'suffices'
        readonly reviewer: string
      }
      /** No emergency reviewer is on the line: one of `owners` must approve too. */
    | { readonly kind: 'others-too' }
    /** CODEOWNERS asks nobody for it. */
    | { readonly kind: 'nobody' }
}

interface OwnedPath {
  readonly path: string
  readonly owners: readonly string[]
  readonly line: number | null
}

/** Judges each file. `reviewers` are those of `.lockstep.yaml`, with `@`; names are compared without case, as GitHub does. */
export function judgeOwners(paths: readonly OwnedPath[], reviewers: readonly string[]): EmergencyPath[] {
  const wanted = new Set(reviewers.map((name) => name.toLowerCase()))
  return paths.map(({ path, owners, line }) => {
    const reviewer = owners.find((owner) => wanted.has(owner.toLowerCase()))
    const answer =
      owners.length === 0
        ? ({ kind: 'nobody' } as const)
        : reviewer === undefined
          ? ({ kind: 'others-too' } as const)
          : ({ kind: 'suffices', reviewer } as const)
    return { path, owners, line, answer }
  })
}

/** Judges paths by an owners file; null when there is none, so that CODEOWNERS asks nobody. */
export function judgePaths(
  codeowners: Codeowners | null,
  paths: readonly string[],
  reviewers: readonly string[],
): EmergencyPath[] {
  const owned = paths.map((path) => {
    const found = codeowners === null ? null : ownersOf(codeowners, path)
    return { path, owners: found?.owners ?? [], line: found?.line ?? null }
  })
  return judgeOwners(owned, reviewers)
}

/** "one of @a or @b, line 7: @b is a reviewer of emergencies, so one approval by them suffices". Plain text. */
export function sayOwners({ owners, line, answer }: EmergencyPath): string {
  const who = `one of ${owners.join(' or ')}, line ${line}`
  switch (answer.kind) {
    case 'nobody':
      return 'no owner: CODEOWNERS asks nobody for it'
    case 'suffices':
      return `${who}: ${answer.reviewer} is an owner on this line, so one approval by them suffices`
    default:
      return `${who}: no emergency reviewer is on this line, so one of these must approve too`
  }
}
