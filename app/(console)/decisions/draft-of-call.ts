import { apiRoutes } from '@/lib/routes'
import { askForDraft, type Started } from '../start-draft'

/** Starts a draft that answers calls like this one differently, `every` one of its tool or the narrowest way. */
export function draftOfCall(d: string, every: boolean): Promise<Started> {
  return askForDraft(apiRoutes.draftFromCall(), { d, every })
}
