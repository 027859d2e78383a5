import { type MomentChoice, momentsAnswer } from '@/lib/repository/moment-choice'
import { apiRoutes } from '@/lib/routes'

/** The newest commits that a page can be looked at as of. Throws when the server does not answer. */
export async function fetchMoments(signal: AbortSignal): Promise<MomentChoice[]> {
  const response = await fetch(apiRoutes.moments(), { signal })
  if (!response.ok) throw new Error(`the commits answered ${response.status}`)
  return momentsAnswer.parse(await response.json()).commits
}
