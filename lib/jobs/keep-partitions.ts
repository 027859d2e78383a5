import type { QueryResultRow } from 'pg'
import { recordAudit } from '@/lib/audit/record-audit'
import type { Database } from '@/lib/db/database'
import type { Job } from './job'

const DAY_MS = 86_400_000
/** Events may be stamped up to a day ahead; the rest bridges a time without this job. */
const DAYS_AHEAD = 8
/** Whoever waits for the whole table holds up all who read and write it: behind a long reading it is given up, and tried again at the next turn. */
const LOCK_MS = 2_000

/** Makes the decision log's partitions before they are needed and drops those past their time. */
export const keepPartitionsJob: Job = {
  name: 'partitions',
  everyMs: 3_600_000,
  runsOn: 'one-replica',
  run: async ({ ctx, server }) => {
    const { DECISION_RETENTION_DAYS, ROLL_UP_RETENTION_MONTHS } = server.environment
    const day = (offset: number) => new Date(ctx.now.getTime() + offset * DAY_MS).toISOString().slice(0, 10)
    const oldest = day(-DECISION_RETENTION_DAYS)
    await patiently(ctx.db, 'SELECT ensure_decision_partitions($1, $2)', [oldest, day(DAYS_AHEAD)])
    const rows = await patiently<{ name: string }>(
      ctx.db,
      `SELECT drop_decision_partitions($1, ($2::date - make_interval(months => $3))::date) AS name`,
      [oldest, day(0), ROLL_UP_RETENTION_MONTHS],
    )
    if (rows.length === 0) return
    const dropped = rows.map(({ name }) => name)
    await recordAudit(ctx, { action: 'decisions.dropped', detail: { partitions: dropped } })
  },
}

/** One statement that waits no longer than LOCK_MS for a lock. */
function patiently<Row extends QueryResultRow>(db: Database, sql: string, values: unknown[]): Promise<Row[]> {
  return db.transaction(async (client) => {
    await client.query(`SET LOCAL lock_timeout = ${LOCK_MS}`)
    return (await client.query<Row>(sql, values)).rows
  })
}
