import type { PullSummary } from './list-changes'

interface AskingChange extends Pick<PullSummary, 'state' | 'draft' | 'draftedBy'> {
  readonly review: Pick<PullSummary['review'], 'requestedPeople' | 'requestedTeams'>
}

/**
 * Whether the forge waits for somebody's review of an open change: theirs by name, or one by a team that they are in. Null when it does not,
 * where their teams are not known, and for their own change: GitHub takes no approval from who opened it.
 */
export function asksViewer(
  { state, draft, draftedBy, review }: AskingChange,
  login: string,
  isIn: ((team: string) => boolean) | null,
): 'person' | 'team' | null {
  const isTheirs = (one: string) => one.toLowerCase() === login.toLowerCase()
  if (state !== 'open' || draft || isTheirs(draftedBy)) return null
  if (review.requestedPeople.some(isTheirs)) return 'person'
  return isIn !== null && review.requestedTeams.some(isIn) ? 'team' : null
}
