import type { Context } from '@/lib/context'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { recordedSince } from '@/lib/fleet/recorded-since'
import type { Mirror, RefHistory } from '@/lib/git/mirror'
import { findMoment, type FoundMoment } from '../find-moment'

interface FleetMomentSource {
  readonly mirror: Mirror
  readonly repository: { readonly ref: string }
}

/**
 * What `?at=` names for the fleet: a commit stands for when the branch was first recorded with it. That is what the fleet of an instant is
 * read from: at the merge that the forge states, a moment earlier, the record still has the commit before.
 */
export function fleetMoment(
  ctx: Context,
  { mirror, repository }: FleetMomentSource,
  history: RefHistory,
  text: string,
): Promise<FoundMoment> {
  const parts = fleetParts({ mirror, repository })
  return findMoment(ctx, { mirror, history, ref: repository.ref }, text, (position) =>
    recordedSince({ ctx, parts, input: { history, position } }),
  )
}
