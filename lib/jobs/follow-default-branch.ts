import { log } from '@/lib/log'
import type { Server } from '@/lib/server'
import { REF_UPDATES_LOCK } from './record-ref-updates'

/**
 * When the tracked branch is gone, looks which one the repository has as its default now, and tracks that: it was renamed, or replaced. Of a
 * branch that Lockstep never saw under the new name, what was seen under the old one counts as seen under the new.
 */
export async function followDefaultBranch(server: Server): Promise<void> {
  const { mirror, repository, database } = server
  const old = repository.ref
  if ((await mirror.objects.resolve(old)) !== null) return
  const ref = await mirror.defaultBranch()
  if (ref === null || ref === old || (await mirror.objects.resolve(ref)) === null) return
  await database.transaction(async (client) => {
    await client.query(REF_UPDATES_LOCK, [repository.id])
    const [from, to] = [old, ref].map((name) => name.replace(/^refs\/heads\//, ''))
    // Another replica may have done it already.
    const { rowCount } = await client.query(
      'UPDATE repository SET default_branch = $3 WHERE id = $1 AND default_branch = $2',
      [repository.id, from, to],
    )
    if (rowCount === 0) return
    await client.query(
      // A time in which it was gone under the old name, for it had another one then too, is no move.
      `INSERT INTO ref_update (repository_id, ref, old, new, seen_at, merged_at, source, forced)
       SELECT repository_id, $3, before, new, seen_at, merged_at, source, forced
       FROM (SELECT *, lag(new) OVER (ORDER BY id) AS before FROM ref_update
         WHERE repository_id = $1 AND ref = $2 AND new IS NOT NULL) AS seen
       WHERE before IS DISTINCT FROM new
         AND NOT EXISTS (SELECT 1 FROM ref_update WHERE repository_id = $1 AND ref = $3) ORDER BY id`,
      [repository.id, old, ref],
    )
    await client.query('UPDATE change_request SET base_ref = $3 WHERE repository_id = $1 AND base_ref = $2', [
      repository.id,
      from,
      to,
    ])
  })
  server.follow(ref)
  log().warn({ old, ref }, 'the default branch has another name: it is tracked now')
}
