import { EMERGENCY_LABEL } from '@/lib/changes/emergency/follow-up'
import type { Context } from '@/lib/context'
import type { FleetParts } from '@/lib/fleet/fleet-parts'
import type { RefHistory } from '@/lib/git/mirror'
import { printable } from '@/lib/policy/describe/sentence'

/** An emergency that the default branch has. */
export interface LandedEmergency {
  readonly number: number
  readonly title: string
  /** When the branch was recorded with it. */
  readonly at: Date
}

/** The emergencies that the default branch was seen to get, the oldest first. */
export async function findEmergencies({
  ctx,
  parts: { git, source },
  input: { history },
}: {
  readonly ctx: Context
  readonly parts: FleetParts
  readonly input: { readonly history: RefHistory }
}): Promise<LandedEmergency[]> {
  const [{ times }, rows] = await Promise.all([
    git.read(ctx),
    ctx.db.prisma.changeRequest.findMany({
      where: {
        repositoryId: ctx.repositoryId,
        state: 'merged',
        baseRef: source.defaultBranch,
        labels: { has: EMERGENCY_LABEL },
      },
      select: { number: true, title: true, mergeSha: true },
    }),
  ])
  return rows
    .flatMap(({ number, title, mergeSha }) => {
      const position = mergeSha === null ? null : history.index.positionOf(mergeSha)
      if (position === null || !times.sawLanding(history.index, source.defaultBranch, position)) return []
      const at = times.reached(history.index, source.defaultBranch, position)
      return at === null ? [] : [{ number, title: printable(title), at }]
    })
    .toSorted((a, b) => a.at.getTime() - b.at.getTime())
}
