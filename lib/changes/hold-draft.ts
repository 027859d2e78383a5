import type { Context, PersonActor } from '@/lib/context'
import { isDraftId, readSubmissions } from './draft-parts'

/**
 * Whoever holds a draft longer is taken for dead. A submission of hardly more than one file is over in seconds; one of many files takes as
 * long as git's time-out of two minutes for a fetch, and as GitHub's spacing of writes to a second each. One that takes longer all the same
 * loses nothing: it does not end a draft of another revision.
 */
const HOLD_MS = 5 * 60_000

/**
 * Holds the person's own draft for a submission: nothing is saved into it and nobody else submits it until what this gives is called. Null
 * when it is held, has another revision, or is theirs to submit no more.
 */
export async function holdDraft(
  { db, repositoryId, actor, now }: Context<PersonActor>,
  id: string,
  revision: number,
): Promise<(() => Promise<unknown>) | null> {
  if (!isDraftId(id)) return null
  const since = now.toISOString()
  const { rowCount } = await db.pool.query(
    `UPDATE draft SET options = options || jsonb_build_object('submitting', $4::text)
     WHERE id = $1 AND repository_id = $2 AND person_id = $3 AND revision = $5 AND submitted_at IS NULL
       AND coalesce((options->>'submitting')::timestamptz <= $6, true)`,
    [id, repositoryId, actor.personId, since, revision, new Date(now.getTime() - HOLD_MS)],
  )
  if (rowCount === 0) return null
  // One that took so long that another one took it lets go of nothing.
  return () =>
    db.pool.query(
      `UPDATE draft SET options = options - 'submitting' WHERE id = $1 AND options->>'submitting' = $2`,
      [id, since],
    )
}

/** Whether a submission holds the draft of these options. */
export function isHeld(options: unknown, now: Date): boolean {
  const { submitting } = readSubmissions(options)
  return submitting !== null && Date.parse(submitting) > now.getTime() - HOLD_MS
}
