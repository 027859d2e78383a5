import { POLICY_CHECK } from '../check-policies'
import type { BranchProtection } from '../rulesets/branch-protection'
import type { EmergencyPath } from './judge-owners'

/** How far a repository is prepared for an emergency (docs/emergency.md), as far as Lockstep can read it. */
export interface PreparationCheck {
  readonly total: number
  /** Policies with an emergency reviewer among the alternatives of their owners. */
  readonly ready: number
  /** Policies for which CODEOWNERS asks nobody. */
  readonly unowned: number
  /** Policies whose owners are asked and not required. */
  readonly notRequired: number
  /** The others, with what is missing. */
  readonly lacking: readonly { readonly path: string; readonly says: string }[]
  /** What the branch requires of every change. */
  readonly findings: readonly Finding[]
}

export interface Finding {
  /** `passed`: as short as can be. `long`: it makes the way longer. `note`: to bear in mind. */
  readonly state: 'passed' | 'long' | 'note' | 'not-known'
  readonly says: string
}

/** A required check that takes longer holds an emergency up. */
const SLOW_SECONDS = 120

/** `seconds`: how long checks took lately, by name; those that are missing are not known. */
export function checkPreparation({
  paths,
  reviewers,
  branch,
  protection,
  seconds,
}: {
  readonly paths: readonly EmergencyPath[]
  readonly reviewers: readonly string[]
  /** Short name of the tracked branch. */
  readonly branch: string
  /** What it requires; null when nobody looked yet. */
  readonly protection: BranchProtection | null
  readonly seconds: ReadonlyMap<string, number>
}): PreparationCheck {
  const isReady = ({ answer: { kind } }: EmergencyPath) => kind === 'suffices' || kind === 'more'
  const lacking = paths.filter(({ answer: { kind } }) => kind === 'others-too' || kind === 'drafter')
  return {
    total: paths.length,
    ready: paths.filter(isReady).length,
    notRequired: paths.filter(({ answer }) => answer.kind === 'not-required').length,
    unowned: paths.filter(({ answer }) => answer.kind === 'nobody').length,
    lacking: lacking.map((one) => ({ path: one.path, says: sayLacking(one, reviewers) })),
    findings:
      protection === null
        ? [notKnown(`What ${branch} requires is not known: Lockstep has not looked at a change yet.`)]
        : [
            ...approvalsOf(branch, protection),
            ...ownersOf(branch, protection),
            ...checksOf(branch, protection, seconds),
            ...(protection.isWhole
              ? []
              : [notKnown(`${branch} may require more: the app may not read all of it.`)]),
          ],
  }
}

function approvalsOf(branch: string, { approvals, lastPush, isWhole }: BranchProtection): Finding[] {
  const count = (): Finding[] => {
    if (approvals > 1)
      return [{ state: 'long', says: `${branch} requires ${approvals} approvals: one does not suffice.` }]
    if (approvals === 1) return [{ state: 'passed', says: `${branch} requires one approval.` }]
    return isWhole
      ? [{ state: 'note', says: `${branch} requires no number of approvals.` }]
      : [notKnown(`How many approvals ${branch} requires is not known.`)]
  }
  const says = `${branch} wants an approval of somebody else than who pushed last: reviewers must not push.`
  return [...count(), ...(lastPush ? [{ state: 'note' as const, says }] : [])]
}

function ownersOf(branch: string, { codeOwners }: BranchProtection): Finding[] {
  const says = `${branch} requires no review by code owners: approvals of others count as much.`
  return codeOwners === false ? [{ state: 'note', says }] : []
}

function checksOf(
  branch: string,
  { checks, isWhole }: BranchProtection,
  seconds: ReadonlyMap<string, number>,
): Finding[] {
  if (checks.length === 0)
    return isWhole
      ? [{ state: 'passed', says: `${branch} requires no check.` }]
      : [notKnown(`Which checks ${branch} requires is not known.`)]
  return checks.map((name) => {
    const took = seconds.get(name)
    if (took === undefined && name === POLICY_CHECK)
      return { state: 'passed', says: `The required check ${name} is set by Lockstep, emergencies first.` }
    if (took === undefined)
      return notKnown(`How long the required check ${name} takes is not known: it says no beginning and end.`)
    const time = took < 90 ? `${Math.round(took)} s` : `${Math.round(took / 60)} min`
    return took > SLOW_SECONDS
      ? {
          state: 'long',
          says: `The required check ${name} takes about ${time}: it can run without being required.`,
        }
      : { state: 'passed', says: `The required check ${name} takes about ${time}.` }
  })
}

function notKnown(says: string): Finding {
  return { state: 'not-known', says }
}

function sayLacking({ teams, owners, line }: EmergencyPath, reviewers: readonly string[]): string {
  return teams.length > 0
    ? `${teams.join(' and ')} must approve too: a ruleset requires it`
    : `one of ${owners.join(' or ')} must approve too: add ${reviewers[0]} to line ${line} of CODEOWNERS`
}
