import { apiRoutes } from '@/lib/routes'
import { createdId } from '../drafts/start-draft'

/** Starts a draft that answers calls like this one differently, `every` one of its tool or the narrowest way; null when there is none. */
export async function draftOfCall(d: string, every: boolean): Promise<string | null> {
  const answer = await fetch(apiRoutes.draftFromCall(), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ d, every }),
  }).catch(() => null)
  return answer === null ? null : createdId(answer)
}
