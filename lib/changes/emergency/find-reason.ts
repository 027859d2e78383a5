import * as z from 'zod'
import type { Context } from '@/lib/context'

const detail = z.object({ emergency: z.string() })

/** Why a change could not wait, as its drafter said on submitting; null when Lockstep did not submit it as an emergency. */
export async function findReason({
  ctx,
  number,
}: {
  readonly ctx: Context
  readonly number: number
}): Promise<string | null> {
  const entry = await ctx.db.prisma.auditEvent.findFirst({
    where: { repositoryId: ctx.repositoryId, action: 'change.proposed', subject: `#${number}` },
    select: { detail: true },
    orderBy: { at: 'desc' },
  })
  return detail.safeParse(entry?.detail).data?.emergency ?? null
}
