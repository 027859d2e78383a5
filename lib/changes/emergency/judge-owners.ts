import { ownersOf, type Codeowners } from '@/lib/repository/codeowners'
import { predictRequired, type RequiredReviewer } from '../rulesets/required-reviewers'

/** Whether one approval of an emergency reviewer is enough for a file, as CODEOWNERS predicts it. GitHub decides. */
export interface EmergencyPath {
  readonly path: string
  /** 1-based line of CODEOWNERS that won; null when none matches. */
  readonly line: number | null
  readonly owners: readonly string[]
  /** Teams, with `@`, that a ruleset requires as well and that are no emergency reviewers. */
  readonly teams: readonly string[]
  readonly answer:
    | /** `reviewer` is an owner on the line: owners on one line are alternatives. */ {
        readonly kind: 'suffices'
        readonly reviewer: string
      }
      /** No emergency reviewer is on the line, or a ruleset wants a team of its own: others must approve too. */
    | { readonly kind: 'others-too' }
    /** Nobody is asked for it. */
    | { readonly kind: 'nobody' }
}

interface OwnedPath {
  readonly path: string
  readonly owners: readonly string[]
  readonly line: number | null
  readonly teams?: readonly string[]
}

/** Judges each file. `reviewers` are those of `.lockstep.yaml`, with `@`; names are compared without case, as GitHub does. */
export function judgeOwners(paths: readonly OwnedPath[], reviewers: readonly string[]): EmergencyPath[] {
  const wanted = new Set(reviewers.map((name) => name.toLowerCase()))
  return paths.map(({ path, owners, line, teams: required = [] }) => {
    const teams = required.filter((team) => !wanted.has(team.toLowerCase()))
    const reviewer = owners.find((owner) => wanted.has(owner.toLowerCase()))
    const answer =
      teams.length > 0
        ? ({ kind: 'others-too' } as const)
        : owners.length === 0
          ? ({ kind: 'nobody' } as const)
          : reviewer === undefined
            ? ({ kind: 'others-too' } as const)
            : ({ kind: 'suffices', reviewer } as const)
    return { path, owners, line, teams, answer }
  })
}

/** Judges paths by an owners file, null when there is none, and by what rulesets require beside it, null when that is not known. */
export function judgePaths(
  codeowners: Codeowners | null,
  paths: readonly string[],
  reviewers: readonly string[],
  rules: readonly RequiredReviewer[] | null,
): EmergencyPath[] {
  const owned = paths.map((path) => {
    const found = codeowners === null ? null : ownersOf(codeowners, path)
    return { path, owners: found?.owners ?? [], line: found?.line ?? null, teams: teamsOf(rules ?? [], path) }
  })
  return judgeOwners(owned, reviewers)
}

function teamsOf(rules: readonly RequiredReviewer[], path: string): string[] {
  const names = predictRequired(rules, [path]).map(({ team: { name } }) => name)
  return names.map((name) => (name === null ? 'a team that Lockstep may not see' : `@${name}`))
}

/** "one of @a or @b, line 7: @b is a reviewer of emergencies, so one approval by them suffices". Plain text. */
export function sayOwners({ owners, line, teams, answer }: EmergencyPath): string {
  const who = `one of ${owners.join(' or ')}, line ${line}`
  if (teams.length > 0) {
    const owner = owners.length === 0 ? '' : `${who}, and `
    return `${owner}${teams.join(' and ')}, which a ruleset requires: no emergency reviewer approves for them`
  }
  switch (answer.kind) {
    case 'nobody':
      return 'no owner: CODEOWNERS asks nobody for it'
    case 'suffices':
      return `${who}: ${answer.reviewer} is an owner on this line, so one approval by them suffices`
    default:
      return `${who}: no emergency reviewer is on this line, so one of these must approve too`
  }
}
