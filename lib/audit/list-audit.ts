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
  /** Login, proxy name or job, whole. */
  readonly who?: string | undefined
  /** A whole action (`session.revoked`) or its noun (`session`). */
  readonly action?: string | undefined
  /** Text in what it was done to. */
  readonly q?: string | undefined
  readonly from?: Date | undefined
  /** Exclusive. */
  readonly to?: Date | undefined
}

export interface AuditPage {
  /** Id of the last line of the page before; an unknown one begins at the newest. */
  readonly before?: string | undefined
  readonly limit?: number | undefined
}

const PAGE = 50
const LARGEST_PAGE = 1000

/** The trail, newest first; everybody who may read the repository may read it. `next` continues it. */
export async function listAudit({
  ctx,
  input,
}: {
  readonly ctx: Context<PersonActor>
  readonly input: AuditFilter & AuditPage
}): Promise<{ lines: AuditLine[]; next: string | null }> {
  const take = Math.min(input.limit ?? PAGE, LARGEST_PAGE)
  const rows = await ctx.db.prisma.auditEvent.findMany({
    where: { repositoryId: ctx.repositoryId, AND: [matching(input), await after(ctx, input.before)] },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: take + 1,
    omit: { repositoryId: true, actorId: true },
  })
  const lines = rows.slice(0, take)
  return { lines, next: rows.length > take ? (lines.at(-1)?.id ?? null) : null }
}

function matching({ who, action, q, from, to }: AuditFilter) {
  return {
    at: { ...(from && { gte: from }), ...(to && { lt: to }) },
    ...(who === undefined ? {} : { actorName: who }),
    ...actionFilter(action),
    ...(q === undefined ? {} : { subject: { contains: literal(q), mode: 'insensitive' as const } }),
  }
}

/** Prisma hands the text to LIKE as it is. */
function literal(text: string): string {
  return text.replace(/[\\%_]/g, '\\$&')
}

function actionFilter(action: string | undefined) {
  if (action === undefined) return {}
  return action.includes('.') ? { action } : { action: { startsWith: `${action}.` } }
}

/** What stands behind a line in the order of the list. The bound on `at` alone is what an index can use. */
async function after(ctx: Context, before: string | undefined) {
  if (before === undefined) return {}
  const line = await ctx.db.prisma.auditEvent.findUnique({ where: { id: before }, select: { at: true } })
  if (line === null) return {}
  return { at: { lte: line.at }, OR: [{ at: { lt: line.at } }, { id: { lt: before } }] }
}
