import { type AskedLines, sayAsked } from '@/components/change/say-asked'
import { EMERGENCY_LABEL } from '@/lib/changes/emergency/follow-up'
import type { PullSummary } from '@/lib/changes/list-changes'
import { judgeRequired } from '@/lib/changes/rulesets/judge-required'
import { type Codeowners, isAddress, ownersOf } from '@/lib/repository/codeowners'
import { relativeToRoot } from '@/lib/repository/policy-path'

/** Who is asked by whom: the owners file as it is now, and the reviewers of emergencies by the settings. */
interface Rules {
  readonly codeowners: Codeowners | null
  readonly reviewers: readonly string[]
  /** The folder of the policies. */
  readonly root: string
}

/** An open change as the list of what needs a look takes it. */
export function toAttention(pull: PullSummary, rules: Rules) {
  const { number, title, updatedAt, draft, review } = pull
  const failingChecks = review.checks.filter(({ state }) => state === 'failure').map(({ name }) => name)
  const emergency = isEmergency(pull) ? askedOf(pull, rules) : null
  return {
    number,
    title,
    updatedAt,
    draft,
    failingChecks,
    conflicts: review.mergeState === 'dirty',
    team: teamOf(review.paths ?? [], rules.root),
    emergency,
  }
}

/** The folder below the root that all policies of a change lie in; '' where there is no one. */
function teamOf(paths: readonly string[], root: string): string {
  const inRoot = paths.flatMap((path) => relativeToRoot(path, root) ?? [])
  const [team = '', ...others] = new Set(inRoot.map((path) => path.slice(0, Math.max(0, path.indexOf('/')))))
  return others.length === 0 ? team : ''
}

function isEmergency({ labels }: PullSummary): boolean {
  return labels.includes(EMERGENCY_LABEL)
}

/** In words. */
function askedOf(pull: PullSummary, { codeowners, reviewers }: Rules): string {
  const { review } = pull
  const asked = [...review.requestedPeople, ...review.requestedTeams].map((name) => `@${name}`)
  const given = review.reviews.filter(({ state }) => state === 'approved')
  const lines = linesOf(pull, asked, given, codeowners)
  const isUnsure = given.length > 0 && (review.as === null || lines.waiting.flat().some(isAddress))
  return sayAsked(asked, { ...lines, isUnsure, reviewers: isEmergency(pull) ? reviewers : [] })
}

function linesOf(
  { headSha, review }: PullSummary,
  asked: readonly string[],
  given: PullSummary['review']['reviews'],
  codeowners: Codeowners | null,
): Pick<AskedLines, 'waiting' | 'agreed'> {
  const files = (review.paths ?? []).map((path) => ({
    owners: codeowners === null ? [] : (ownersOf(codeowners, path)?.owners ?? []),
    isAgreed: given.some(({ login }) => review.as?.some((one) => one.path === path && one.login === login)),
  }))
  const required = judgeRequired({ state: 'open', headSha, review, approval: null }, asked, given) ?? []
  const teams = required.flatMap(({ team, state }) =>
    team === null ? [] : [{ owners: [team], isAgreed: state === 'agreed' }],
  )
  const lines = [...files, ...teams]
  return {
    waiting: lines.filter(({ isAgreed }) => !isAgreed).map(({ owners }) => owners),
    agreed: lines.filter(({ isAgreed }) => isAgreed).map(({ owners }) => owners),
  }
}

/** An open change as it waits for review. */
export function toOpen(pull: PullSummary, rules: Rules) {
  const { number, title, draftedBy, updatedAt, review, ours } = pull
  const checks = review.checks.filter(({ state }) => state !== 'neutral')
  return {
    number,
    title,
    draftedBy,
    updatedAt,
    ours,
    effect: review.effect,
    isEmergency: isEmergency(pull),
    asked: askedOf(pull, rules),
    checks: {
      passed: checks.filter(({ state }) => state === 'success').length,
      total: checks.length,
      failed: checks.some(({ state }) => state === 'failure'),
    },
  }
}
