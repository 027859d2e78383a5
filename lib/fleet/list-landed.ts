import type { Context } from '@/lib/context'
import type { RefHistory } from '@/lib/git/mirror'
import { commitNote } from '@/lib/repository/commit-note'
import type { FleetParts } from './fleet-parts'

/** A commit of the default branch that an address can ask for. */
export interface LandedCommit {
  /** 40 hex. */
  readonly commit: string
  readonly subject: string
  /** When the branch was first recorded with it; null for what was there when the branch was seen first. */
  readonly landedAt: Date | null
}

/** The newest commits of the default branch, the newest first. */
export async function listLanded({
  ctx,
  parts: { git, source },
  input: { history, most },
}: {
  ctx: Context
  parts: FleetParts
  input: { history: RefHistory; most: number }
}): Promise<LandedCommit[]> {
  const { index } = history
  const { times } = await git.read(ctx)
  const positions = Array.from(
    { length: Math.min(most, index.length) },
    (_, place) => index.length - 1 - place,
  )
  const found = await Promise.all(
    positions.map(async (position): Promise<LandedCommit[]> => {
      const read = await source.mirror.objects.readCommit(index.commitAt(position) ?? '')
      if (read === null) return []
      const { sha, subject } = commitNote(read)
      const wasSeen = times.sawLanding(index, source.defaultBranch, position)
      const landedAt = wasSeen ? times.reached(index, source.defaultBranch, position) : null
      return [{ commit: sha, subject, landedAt }]
    }),
  )
  return found.flat()
}
