import { sayAsked } from '@/components/change/say-asked'
import type { PullSummary } from '@/lib/changes/list-changes'
import { type Codeowners, ownersOf } from '@/lib/repository/codeowners'

/** An open change as the list of what needs a look takes it. */
export function toAttention(
  { number, title, updatedAt, draft, review, labels }: PullSummary,
  codeowners: Codeowners | null,
) {
  const failingChecks = review.checks.filter(({ state }) => state === 'failure').map(({ name }) => name)
  const emergency = labels.includes('emergency') ? askedOf(review, codeowners) : null
  return {
    number,
    title,
    updatedAt,
    draft,
    failingChecks,
    conflicts: review.mergeState === 'dirty',
    emergency,
  }
}

/** In words: the owners file as it is now says who are alternatives. */
function askedOf(
  { requestedPeople, requestedTeams, paths, required }: PullSummary['review'],
  codeowners: Codeowners | null,
): string {
  const asked = [...requestedPeople, ...requestedTeams].map((name) => `@${name}`)
  if (asked.length < 2) return asked.join('')
  const owners =
    codeowners === null ? [] : (paths ?? []).map((path) => ownersOf(codeowners, path)?.owners ?? [])
  const teams = (required ?? []).flatMap(({ team }) => (team.name === null ? [] : [[`@${team.name}`]]))
  return sayAsked(asked, [...owners, ...teams])
}

/** An open change as it waits for review. */
export function toOpen(
  { number, title, draftedBy, updatedAt, labels, review, ours }: PullSummary,
  codeowners: Codeowners | null,
) {
  const checks = review.checks.filter(({ state }) => state !== 'neutral')
  return {
    number,
    title,
    draftedBy,
    updatedAt,
    ours,
    effect: review.effect,
    isEmergency: labels.includes('emergency'),
    asked: askedOf(review, codeowners),
    checks: {
      passed: checks.filter(({ state }) => state === 'success').length,
      total: checks.length,
      failed: checks.some(({ state }) => state === 'failure'),
    },
  }
}
