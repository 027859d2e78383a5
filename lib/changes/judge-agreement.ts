import { isAddress } from '@/lib/repository/codeowners'
import type { OwnerMove } from './owner-moves'
import type { OwnerPrediction } from './predict-owners'
import type { Approval, ApprovedAs, ReviewState } from './review-state'
import { judgeRequired, type RequiredAgreement } from './rulesets/judge-required'

/** One approval of one file. */
export interface FileApproval {
  readonly login: string
  /** As which owners of the line it counts. */
  readonly owners: readonly string[]
  /** ISO 8601; '' when the forge did not say. */
  readonly at: string
  /** It was given for a commit before the last push. */
  readonly isOlder: boolean
}

/** How far the owners of one file agree. */
export interface FileAgreement extends OwnerPrediction {
  /**
   * `agreed`: one of the owners approved. `asked`: the forge asks at least one of them. `not-asked`: it asks none (a draft, or not yet).
   * `nobody`: CODEOWNERS asks nobody. `missing`: it is over and no approval by an owner is on record. `not-known`: as which owner
   * people approved is not known.
   */
  readonly state: 'agreed' | 'asked' | 'not-asked' | 'nobody' | 'missing' | 'not-known'
  readonly approvals: readonly FileApproval[]
  /** Owners of the line whom the forge asks now; one of them is enough. */
  readonly asked: readonly string[]
}

/** How far the owners of both places of a move agree: of a place that nobody owns, nobody has to. */
export interface MoveAgreement extends OwnerMove {
  readonly state: 'agreed' | 'waiting' | 'missing' | 'not-known'
}

/** All agreement of a change. */
export interface Agreement {
  readonly files: readonly FileAgreement[]
  readonly moves: readonly MoveAgreement[]
  /** What rulesets require beside the owners: all of it, "and". Null when that is not known. */
  readonly required: readonly RequiredAgreement[] | null
  /** What holds where owners are asked and not required; null where they are, or that is not known. */
  readonly notRequired: string | null
  /** Files that need an owner, and how many of them have one's approval. */
  readonly needed: number
  readonly agreed: number
  /** Approvals that count for no file: login and time. */
  readonly others: readonly { readonly login: string; readonly at: string }[]
  /** Asked beside the owners of any file and what rulesets are known to require. With `@`. */
  readonly alsoAsked: readonly string[]
  readonly changesRequested: readonly { readonly login: string; readonly at: string }[]
  readonly dismissed: readonly { readonly login: string; readonly at: string }[]
}

interface JudgedChange {
  readonly state: 'open' | 'closed' | 'merged'
  readonly headSha: string
  readonly owners: readonly OwnerPrediction[]
  readonly ownerMoves: readonly OwnerMove[]
  readonly notRequired: string | null
  readonly review: Pick<ReviewState, 'reviews' | 'requestedPeople' | 'requestedTeams' | 'required'>
  /** The record of the merge; null before it, or when none was taken. */
  readonly approval: Approval | null
  readonly approvedAs: readonly ApprovedAs[] | null
}

/** Who agreed to which file, who is asked, and what is missing: what was recorded at the merge, or what the forge says now. */
export function judgeAgreement(change: JudgedChange): Agreement {
  const { state, owners, review, approval, approvedAs } = change
  const isOpen = state === 'open'
  const asked = isOpen ? [...review.requestedPeople, ...review.requestedTeams].map((name) => `@${name}`) : []
  const given = approval?.approvals ?? review.reviews.filter((one) => one.state === 'approved')
  const required = judgeRequired(change, asked, given)
  const names = [...owners.flatMap((file) => file.owners), ...(required ?? []).map(({ team }) => team ?? '')]
  const alsoAsked = asked.filter((one) => !names.some((name) => isSame(one, name)))
  const files = owners.map((file): FileAgreement => {
    const approvals = given.flatMap(({ login, at, commit }): FileApproval[] => {
      const as = (approvedAs ?? []).filter((one) => one.path === file.path && one.login === login)
      if (as.length === 0) return []
      const isOlder = commit !== null && commit !== change.headSha
      return [{ login, owners: as.map(({ owner }) => owner), at, isOlder }]
    })
    const askedHere = file.owners.filter((owner) => asked.some((one) => isSame(one, owner)))
    // Whoever approved, or is asked beside those who are named, may be the account of an address.
    const mayBeOwner = given.length > 0 || alsoAsked.some((one) => !one.includes('/'))
    const isUnknown = (mayBeOwner && file.owners.some(isAddress)) || (given.length > 0 && approvedAs === null)
    const at = stateOf(file, approvals.length > 0, askedHere.length > 0, isOpen, isUnknown)
    return Object.assign({ state: at, approvals, asked: askedHere }, file)
  })
  const owned = files.filter(({ kind }) => kind === 'owned')
  const counts = new Set((approvedAs ?? []).map(({ login }) => login))
  for (const { login } of required?.flatMap(({ by }) => by) ?? []) counts.add(login)
  const verdicts = (wanted: 'changes-requested' | 'dismissed') =>
    isOpen ? review.reviews.filter((one) => one.state === wanted).map(({ login, at }) => ({ login, at })) : []
  return {
    files,
    moves: change.ownerMoves.map((move) => Object.assign({ state: stateOfMove(move, files) }, move)),
    required,
    notRequired: change.notRequired,
    needed: owned.length,
    agreed: owned.filter((file) => file.state === 'agreed').length,
    others: given.filter(({ login }) => !counts.has(login)).map(({ login, at }) => ({ login, at })),
    alsoAsked,
    changesRequested: verdicts('changes-requested'),
    dismissed: verdicts('dismissed'),
  }
}

function stateOf(
  { kind }: OwnerPrediction,
  isAgreed: boolean,
  isAsked: boolean,
  isOpen: boolean,
  isUnknown: boolean,
): FileAgreement['state'] {
  if (kind !== 'owned') return 'nobody'
  if (isAgreed) return 'agreed'
  if (isAsked) return 'asked'
  if (isUnknown) return 'not-known'
  return isOpen ? 'not-asked' : 'missing'
}

function stateOfMove({ from, to }: OwnerMove, files: readonly FileAgreement[]): MoveAgreement['state'] {
  const states = files
    .filter(({ path, kind }) => kind === 'owned' && (path === from.path || path === to.path))
    .map(({ state }) => state)
  if (states.every((state) => state === 'agreed')) return 'agreed'
  if (states.includes('not-known')) return 'not-known'
  return states.includes('missing') ? 'missing' : 'waiting'
}

/** Names are compared without case, as the forge does. */
function isSame(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase()
}
