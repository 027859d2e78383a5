import { EMERGENCY_LABEL } from '@/lib/changes/emergency/follow-up'
import { readReview } from '@/lib/changes/review-state'
import type { Context } from '@/lib/context'
import { countRunning } from '@/lib/fleet/count-running'
import type { FleetParts } from '@/lib/fleet/fleet-parts'

/** What did not come that long is told by the state of the proxy: it is on its way no more. */
const LATELY_MS = 24 * 3_600_000
const MOST = 10

/** The merge of the latest emergency of the last day that some proxy should run and does not; null when every one runs everywhere, or was replaced. */
export async function findLateEmergency({
  ctx,
  parts,
}: {
  readonly ctx: Context
  readonly parts: FleetParts
}): Promise<string | null> {
  const rows = await ctx.db.prisma.changeRequest.findMany({
    where: {
      repositoryId: ctx.repositoryId,
      state: 'merged',
      mergedAt: { gte: new Date(ctx.now.getTime() - LATELY_MS) },
      baseRef: parts.source.defaultBranch,
      labels: { has: EMERGENCY_LABEL },
    },
    select: { mergeSha: true, review: true },
    orderBy: [{ mergedAt: 'desc' }, { number: 'desc' }],
    take: MOST,
  })
  const changes = rows.flatMap(({ mergeSha, review }) => {
    const { paths } = readReview(review)
    return mergeSha === null || paths === null ? [] : [{ commit: mergeSha, paths }]
  })
  if (changes.length === 0) return null
  const counted = await countRunning({ ctx, parts, input: { changes } })
  const late = counted.findIndex((one) => one.kind === 'counted' && one.running < one.total)
  return changes[late]?.commit ?? null
}
