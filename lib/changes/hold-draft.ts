import type { Context, PersonActor } from '@/lib/context'
import { log } from '@/lib/log'
import { isDraftId, readSubmissions } from './draft-parts'

/** A hold that was not renewed for so long is of a process that died, or lost the database: the draft is free again. */
const HOLD_MS = 60_000
const RENEWED_MS = 15_000

/**
 * Holds the person's own draft for a submission: nothing is saved into it and nobody else submits it until what this gives is called, which
 * never throws. Null when it is held, has another revision, or is theirs to submit no more.
 */
export async function holdDraft(
  { db, repositoryId, actor, now }: Context<PersonActor>,
  id: string,
  revision: number,
): Promise<(() => Promise<void>) | null> {
  if (!isDraftId(id)) return null
  const began = performance.now()
  let held = now.toISOString()
  const { rowCount } = await db.pool.query(
    `UPDATE draft SET options = options || jsonb_build_object('submitting', $4::text)
     WHERE id = $1 AND repository_id = $2 AND person_id = $3 AND revision = $5 AND submitted_at IS NULL
       AND coalesce((options->>'submitting')::timestamptz <= $6, true)`,
    [id, repositoryId, actor.personId, held, revision, new Date(now.getTime() - HOLD_MS)],
  )
  if (rowCount === 0) return null
  const renew = async () => {
    const next = new Date(now.getTime() + performance.now() - began).toISOString()
    const renewed = await db.pool.query(
      `UPDATE draft SET options = options || jsonb_build_object('submitting', $3::text) WHERE id = $1 AND options->>'submitting' = $2`,
      [id, held, next],
    )
    if (renewed.rowCount === 1) held = next
  }
  const fail = (error: unknown) =>
    log().warn(
      { error: error instanceof Error ? error.message : String(error), draft: id },
      'a draft could not be held or let go',
    )
  let renewing = Promise.resolve()
  const timer = setInterval(() => {
    renewing = renewing.then(renew).catch(fail)
  }, RENEWED_MS).unref()
  return async () => {
    clearInterval(timer)
    await renewing
    // One that another submission took meanwhile is let go of by that. Where the database is lost it is free in a minute.
    await db.pool
      .query(
        `UPDATE draft SET options = options - 'submitting' WHERE id = $1 AND options->>'submitting' = $2`,
        [id, held],
      )
      .catch(fail)
  }
}

/** Whether a submission holds the draft of these options. */
export function isHeld(options: unknown, now: Date): boolean {
  const { submitting } = readSubmissions(options)
  return submitting !== null && Date.parse(submitting) > now.getTime() - HOLD_MS
}
