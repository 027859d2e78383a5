import type { Context } from '@/lib/context'
import type { RefHistory } from '@/lib/git/mirror'
import type { FleetParts } from './fleet-parts'

/** Since when the default branch is on record at or past a position of its history; null while its move there is not recorded. */
export async function recordedSince({
  ctx,
  parts,
  input: { history, position },
}: {
  ctx: Context
  parts: FleetParts
  input: { history: RefHistory; position: number }
}): Promise<Date | null> {
  const { times } = await parts.git.read(ctx)
  return times.reached(history.index, parts.source.defaultBranch, position)
}
