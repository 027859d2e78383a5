import type { Context, PersonActor } from '@/lib/context'

/** One line of the trail as pages show it. */
export interface AuditLine {
  readonly id: string
  readonly at: Date
  readonly actorKind: string
  /** Login, proxy name or job at that time. */
  readonly actorName: string
  readonly action: string
  readonly subject: string | null
  readonly detail: unknown
  readonly requestId: string | null
}

export interface AuditFilter {
  readonly who?: string | undefined
  /** A whole action (`session.revoked`) or its noun (`session`). */
  readonly action?: string | undefined
  readonly from?: Date | undefined
  readonly to?: Date | undefined
  /** Id of the last line of the page before. */
  readonly before?: string | undefined
  readonly limit?: number | undefined
}

const PAGE = 50
const LARGEST_PAGE = 200

/** The trail, newest first; everybody who may read the repository may read it. `next` continues it. */
export async function listAudit({
  ctx,
  input,
}: {
  readonly ctx: Context<PersonActor>
  readonly input: AuditFilter
}): Promise<{ lines: AuditLine[]; next: string | null }> {
  const take = Math.min(input.limit ?? PAGE, LARGEST_PAGE)
  const rows = await ctx.db.prisma.auditEvent.findMany({
    where: {
      repositoryId: ctx.repositoryId,
      at: { ...(input.from && { gte: input.from }), ...(input.to && { lt: input.to }) },
      ...(input.who === undefined ? {} : { actorName: input.who }),
      ...actionFilter(input.action),
      // Ids are uuid version 7: ordered by the time they were made.
      ...(input.before === undefined ? {} : { id: { lt: input.before } }),
    },
    orderBy: { id: 'desc' },
    take: take + 1,
    omit: { repositoryId: true, actorId: true },
  })
  const lines = rows.slice(0, take)
  return { lines, next: rows.length > take ? (lines.at(-1)?.id ?? null) : null }
}

function actionFilter(action: string | undefined) {
  if (action === undefined) return {}
  return action.includes('.') ? { action } : { action: { startsWith: `${action}.` } }
}
