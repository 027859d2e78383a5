import * as z from 'zod'
import type { Context } from '@/lib/context'

const detail = z.object({ emergency: z.string(), notAsked: z.array(z.string()).default([]) })

/** What Lockstep knows of an emergency from its submission. */
export interface SubmittedEmergency {
  /** Why it could not wait, as its drafter said. */
  readonly reason: string
  /** Reviewers of emergencies, with `@`, whom the forge did not let us ask. */
  readonly notAsked: readonly string[]
}

/** Null when Lockstep did not submit the change as an emergency. */
export async function findEmergency({
  ctx,
  number,
}: {
  readonly ctx: Context
  readonly number: number
}): Promise<SubmittedEmergency | null> {
  const entry = await ctx.db.prisma.auditEvent.findFirst({
    where: { repositoryId: ctx.repositoryId, action: 'change.proposed', subject: `#${number}` },
    select: { detail: true },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
  })
  const { data } = detail.safeParse(entry?.detail)
  return data === undefined ? null : { reason: data.emergency, notAsked: data.notAsked }
}
