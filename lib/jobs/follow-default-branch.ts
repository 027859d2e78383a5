import { branchName } from '@/lib/git/branch-name'
import { log } from '@/lib/log'
import type { Server } from '@/lib/server'
import { REF_UPDATES_LOCK } from './record-ref-updates'

/**
 * What was seen under the old name ($2) counts as seen under the new one ($3): all of it when that was never seen, else what came since it
 * was last seen, which is the time between for a branch that gets its old name back. Where the old name stood at that moment, the new one
 * stands from that moment on. A time in which the old name was gone is no move, for the branch had another name then too.
 */
const TAKE_OVER = `
  WITH known AS (SELECT new, seen_at FROM ref_update WHERE repository_id = $1 AND ref = $3 ORDER BY id DESC LIMIT 1),
    until AS (SELECT COALESCE((SELECT seen_at FROM known), '-infinity') AS at),
    seen AS (SELECT u.* FROM ref_update u, until WHERE repository_id = $1 AND ref = $2 AND new IS NOT NULL
      AND (seen_at > until.at OR id = (SELECT max(id) FROM ref_update
        WHERE repository_id = $1 AND ref = $2 AND new IS NOT NULL AND seen_at <= until.at))),
    moves AS (SELECT seen.*, seen.seen_at <= until.at AS is_older, until.at,
      lag(new, 1, (SELECT new FROM known)) OVER (ORDER BY id) AS before FROM seen, until)
  INSERT INTO ref_update (repository_id, ref, old, new, seen_at, merged_at, source, forced)
  SELECT repository_id, $3, before, new, CASE WHEN is_older THEN at ELSE seen_at END,
    CASE WHEN is_older THEN NULL ELSE merged_at END, source, forced AND NOT is_older
  FROM moves WHERE before IS DISTINCT FROM new ORDER BY id`

/** When the tracked branch is gone, looks which one the repository has as its default now, and tracks that: it was renamed, or replaced. */
export async function followDefaultBranch(server: Server): Promise<void> {
  const { mirror, repository, database } = server
  const old = repository.ref
  if ((await mirror.objects.resolve(old)) !== null) return
  const ref = await mirror.defaultBranch()
  if (ref === null || ref === old || (await mirror.objects.resolve(ref)) === null) return
  await database.transaction(async (client) => {
    await client.query(REF_UPDATES_LOCK, [repository.id])
    const [from, to] = [old, ref].map(branchName)
    // Another replica may have done it already.
    const { rowCount } = await client.query(
      'UPDATE repository SET default_branch = $3 WHERE id = $1 AND default_branch = $2',
      [repository.id, from, to],
    )
    if (rowCount === 0) return
    await client.query(TAKE_OVER, [repository.id, old, ref])
    await client.query('UPDATE change_request SET base_ref = $3 WHERE repository_id = $1 AND base_ref = $2', [
      repository.id,
      from,
      to,
    ])
  })
  server.follow(ref)
  log().warn({ old, ref }, 'the default branch has another name: it is tracked now')
}
