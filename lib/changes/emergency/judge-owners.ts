import { ownersOf, type Codeowners } from '@/lib/repository/codeowners'
import type { BranchProtection } from '../rulesets/branch-protection'
import { predictRequired, type RequiredReviewer } from '../rulesets/required-reviewers'

/** Whether one approval of an emergency reviewer is enough for a file, as far as Lockstep can know. GitHub decides. */
export type EmergencyAnswer =
  /** `reviewer` is an owner on the line: owners on one line are alternatives. */
  | { readonly kind: 'suffices'; readonly reviewer: string }
  /** It is an owner, and the branch requires more approvals than one. */
  | { readonly kind: 'more'; readonly reviewer: string; readonly approvals: number }
  /** The only emergency reviewer on the line drafted the change: GitHub lets nobody approve their own. */
  | { readonly kind: 'drafter' }
  /** No emergency reviewer is on the line, or a ruleset wants a team of its own: others must approve too. */
  | { readonly kind: 'others-too' }
  /** The branch requires no review by code owners. `approvals`: how many it requires of anybody. */
  | { readonly kind: 'not-required'; readonly approvals: number }
  /** CODEOWNERS asks nobody for it. `approvals`: how many the branch requires all the same; null where that is not known. */
  | { readonly kind: 'nobody'; readonly approvals: number | null }

export interface EmergencyPath {
  readonly path: string
  /** 1-based line of CODEOWNERS that won; null when none matches. */
  readonly line: number | null
  readonly owners: readonly string[]
  /** The owner, as it stands on the line, who drafted the change and cannot approve it; null for none. */
  readonly drafter: string | null
  /** Teams, with `@`, that a ruleset requires as well and that are no emergency reviewers. */
  readonly teams: readonly string[]
  readonly answer: EmergencyAnswer
}

interface OwnedPath {
  readonly path: string
  readonly owners: readonly string[]
  readonly line: number | null
  readonly teams?: readonly string[]
}

/** What decides beside the owners. */
export interface EmergencyTerms {
  /** Of `.lockstep.yaml`, with `@`; names are compared without case, as GitHub does. */
  readonly reviewers: readonly string[]
  /** Login of who drafts or drafted it; null when it is about nobody's change. */
  readonly drafter: string | null
  /** What rulesets require beside the owners; null when that is not known. */
  readonly rules: readonly RequiredReviewer[] | null
  /** What the branch requires; null when nobody looked yet. */
  readonly protection: BranchProtection | null
}

/** Judges each file. */
export function judgeOwners(
  paths: readonly OwnedPath[],
  { reviewers, drafter, protection }: Omit<EmergencyTerms, 'rules'>,
): EmergencyPath[] {
  const wanted = new Set(reviewers.map((name) => name.toLowerCase()))
  const isDrafter = (owner: string) => drafter !== null && owner.toLowerCase() === `@${drafter.toLowerCase()}`
  return paths.map(({ path, owners, line, teams: required = [] }) => {
    const teams = required.filter((team) => !wanted.has(team.toLowerCase()))
    const named = owners.filter((owner) => wanted.has(owner.toLowerCase()))
    const reviewer = named.find((owner) => !isDrafter(owner))
    const approvals = protection?.approvals ?? 0
    const answer = (): EmergencyAnswer => {
      if (teams.length > 0) return { kind: 'others-too' }
      if (owners.length === 0) return { kind: 'nobody', approvals: knownApprovals(protection) }
      if (protection?.codeOwners === false) return { kind: 'not-required', approvals }
      if (reviewer === undefined) return { kind: named.length > 0 ? 'drafter' : 'others-too' }
      return approvals > 1 ? { kind: 'more', reviewer, approvals } : { kind: 'suffices', reviewer }
    }
    return { path, owners, line, drafter: owners.find(isDrafter) ?? null, teams, answer: answer() }
  })
}

/** Judges paths by an owners file, null when there is none. */
export function judgePaths(
  codeowners: Codeowners | null,
  paths: readonly string[],
  terms: EmergencyTerms,
): EmergencyPath[] {
  const owned = paths.map((path) => {
    const found = codeowners === null ? null : ownersOf(codeowners, path)
    const teams = teamsOf(terms.rules ?? [], path)
    return { path, owners: found?.owners ?? [], line: found?.line ?? null, teams }
  })
  return judgeOwners(owned, terms)
}

function teamsOf(rules: readonly RequiredReviewer[], path: string): string[] {
  const names = predictRequired(rules, [path]).map(({ team: { name } }) => name)
  return names.map((name) => (name === null ? 'a team that Lockstep may not see' : `@${name}`))
}

/** Of what can be read only in part, at least so many are required. */
function knownApprovals(protection: BranchProtection | null): number | null {
  if (protection === null) return null
  return protection.approvals > 0 || protection.isWhole ? protection.approvals : null
}

/** "one of @a or @b, line 7: @b is a reviewer of emergencies, so one approval by them suffices". Plain text. */
export function sayOwners({ owners, line, drafter, teams, answer }: EmergencyPath): string {
  const who = `one of ${owners.join(' or ')}, line ${line}`
  if (teams.length > 0) {
    const owner = owners.length === 0 ? '' : `${who}, and `
    return `${owner}${teams.join(' and ')}, which a ruleset requires: no emergency reviewer approves for them`
  }
  switch (answer.kind) {
    case 'nobody':
      return `no owner: CODEOWNERS asks nobody for it, ${sayRequired(answer.approvals)}`
    case 'suffices':
      return `${who}: ${answer.reviewer} is an owner on this line, so one approval by them suffices`
    case 'more':
      return `${who}: ${answer.reviewer} is an owner on this line, but one approval does not suffice: the branch requires ${answer.approvals}`
    case 'not-required':
      return `${who}: asked, and not required: the branch requires no review by code owners, ${sayRequired(answer.approvals)}`
    case 'drafter':
      return `${who}: ${drafter} drafted it and cannot approve it, ${sayRest(owners, drafter)}`
    default:
      return drafter === null
        ? `${who}: no emergency reviewer is on this line, so one of these must approve too`
        : `${who}: no emergency reviewer is on this line and ${drafter} drafted it, ${sayRest(owners, drafter)}`
  }
}

function sayRest(owners: readonly string[], drafter: string | null): string {
  const rest = owners.filter((owner) => owner !== drafter)
  return rest.length === 0
    ? 'and nobody else owns it: somebody else must submit it'
    : `so ${rest.length === 1 ? rest[0] : `one of ${rest.join(' or ')}`} must`
}

function sayRequired(approvals: number | null): string {
  if (approvals === null) return 'and the branch may still require an approval'
  if (approvals === 0) return 'and the branch requires no approval'
  return `but the branch requires ${approvals === 1 ? 'an approval' : `${approvals} approvals`}`
}
