import type { Context } from '@/lib/context'

/**
 * What may have moved. `forge`: the forge sent a hook (jobs look there); `everything`: messages were lost, look at all.
 * `mirror` has names of refs as ids, `changes` numbers, `fleet` names of proxies, `sessions` ids, `drafts` the id of whose they are.
 */
export const TOPICS = [
  'mirror',
  'changes',
  'decisions',
  'fleet',
  'drafts',
  'sessions',
  'audit',
  'forge',
  'everything',
] as const
export type Topic = (typeof TOPICS)[number]

/** Carries no content: who hears it asks again with their own rights. */
export interface LockstepEvent {
  readonly repositoryId: string
  readonly topic: Topic
  /** Empty: any of them. */
  readonly ids: readonly string[]
}

/** The channel of PostgreSQL that carries events between replicas. */
export const CHANNEL = 'lockstep'

/** PostgreSQL refuses payloads of 8,000 bytes. */
const MAX_BYTES = 7000

interface Queryable {
  query(text: string, values: unknown[]): Promise<unknown>
}

/**
 * Tells every replica and open page that something moved. Inside a transaction pass its client: the message then goes
 * out with the commit, or not at all. Once per batch, not per row.
 */
export async function notify(
  ctx: Pick<Context, 'db' | 'repositoryId'>,
  topic: Topic,
  ids: readonly string[] = [],
  client: Queryable = ctx.db.pool,
): Promise<void> {
  await client.query('SELECT pg_notify($1, $2)', [CHANNEL, payloadOf(ctx, topic, ids)])
}

/** The same as a statement of Prisma, for its transactions. */
export function notifyWith(
  prisma: Pick<Context['db']['prisma'], '$executeRaw'>,
  ctx: Pick<Context, 'repositoryId'>,
  topic: Topic,
  ids: readonly string[],
) {
  return prisma.$executeRaw`SELECT pg_notify(${CHANNEL}, ${payloadOf(ctx, topic, ids)})`
}

function payloadOf({ repositoryId }: Pick<Context, 'repositoryId'>, topic: Topic, ids: readonly string[]) {
  const event: LockstepEvent = { repositoryId, topic, ids }
  const payload = JSON.stringify(event)
  return Buffer.byteLength(payload) <= MAX_BYTES ? payload : JSON.stringify({ ...event, ids: [] })
}
