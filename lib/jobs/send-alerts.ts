import type { Context, SystemActor } from '@/lib/context'
import { log } from '@/lib/log'
import { metrics } from '@/lib/metrics'
import { postAlert, type AlertReceiver } from './post-alert'

const AT_ONCE = 8
const FIRST_PAUSE_MS = 30_000
const LONGEST_PAUSE_MS = 3_600_000
/** A message that was not received for so long is given up: the fleet page has said it since. */
export const GIVE_UP_MS = 24 * 3_600_000

interface DueMessage {
  readonly id: string
  readonly event: string
  readonly body: string
  readonly attempts: number
  readonly createdAt: Date
}

/**
 * Sends what is due, the messages of one proxy in their order, at least once each. What fails is tried again after 30 s, then after twice
 * the pause of before, at most an hour; after 24 h it is given up. Ends early when nobody answers.
 */
export async function sendAlerts({
  ctx,
  receiver,
  signal,
}: {
  ctx: Context<SystemActor>
  receiver: AlertReceiver
  signal: AbortSignal
}): Promise<void> {
  for (;;) {
    const due = await readDue(ctx)
    if (due.length === 0) return
    const received = await Promise.all(
      due.map(async (message) => {
        const problem = await postAlert(receiver, message, signal)
        await record(ctx, message, problem)
        return problem === null
      }),
    )
    if (!received.includes(true)) return
  }
}

/** The oldest open message of each proxy, when its time has come: a recovery never overtakes the drift that it ends. */
async function readDue(ctx: Context): Promise<DueMessage[]> {
  const { rows } = await ctx.db.pool.query<DueMessage>(
    `SELECT id, event, body, attempts, "createdAt" FROM (
       SELECT DISTINCT ON (proxy_id) id, event, body, attempts, created_at AS "createdAt", next_try_at
       FROM alert_message WHERE repository_id = $1 AND next_try_at IS NOT NULL ORDER BY proxy_id, created_at, id
     ) oldest WHERE next_try_at <= $2 ORDER BY next_try_at, id LIMIT $3`,
    [ctx.repositoryId, ctx.now, AT_ONCE],
  )
  return rows
}

async function record(ctx: Context, message: DueMessage, problem: string | null): Promise<void> {
  const { id, attempts, createdAt } = message
  const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(attempts, 10))
  const isOver = problem !== null && ctx.now.getTime() - createdAt.getTime() >= GIVE_UP_MS
  const next = problem === null || isOver ? null : new Date(ctx.now.getTime() + pause)
  await ctx.db.pool.query(
    `UPDATE alert_message SET attempts = attempts + 1, next_try_at = $2, received_at = $3, last_problem = $4 WHERE id = $1`,
    [id, next, problem === null ? ctx.now : null, problem],
  )
  const outcome = problem === null ? 'received' : isOver ? 'given-up' : 'failed'
  metrics().alerts.inc({ outcome })
  if (problem !== null) log().warn({ message: id, problem, outcome }, 'an alert was not received')
}
