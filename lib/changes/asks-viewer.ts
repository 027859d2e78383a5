import type { PullSummary } from './list-changes'

/**
 * Whether the forge waits for somebody's review of an open change: theirs by name, or one by a team that they are in. Null when it does not,
 * and where their teams are not known.
 */
export function asksViewer(
  {
    state,
    review,
  }: Pick<PullSummary, 'state'> & {
    readonly review: Pick<PullSummary['review'], 'requestedPeople' | 'requestedTeams'>
  },
  login: string,
  isIn: ((team: string) => boolean) | null,
): 'person' | 'team' | null {
  if (state !== 'open') return null
  if (review.requestedPeople.some((one) => one.toLowerCase() === login.toLowerCase())) return 'person'
  return isIn !== null && review.requestedTeams.some(isIn) ? 'team' : null
}
