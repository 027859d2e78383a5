import { roleAtLeast, type Context, type PersonActor } from '@/lib/context'
import { measureTables, type TableSize } from '@/lib/db/measure-tables'
import type { Environment } from '@/lib/env'
import { DELIVERY_DAYS } from './tidy-up'

/** One kind of stored thing: how long it stays, and how much of it there is. */
export interface RetainedData extends TableSize {
  readonly what: string
  readonly kept: string
  /** The oldest that is there. */
  readonly since: Date | null
  readonly note: string
}

export type RetentionAnswer =
  | { readonly kind: 'retention'; readonly rows: readonly RetainedData[] }
  | { readonly kind: 'forbidden' }

interface Kind {
  readonly table: string
  /** Column with the time of a row. */
  readonly time: string
  readonly what: string
  readonly kept: string
  readonly note: string
}

/** What the jobs of this folder keep and drop, with what is stored now; for administrators. */
export async function describeRetention({
  ctx,
  environment,
}: {
  readonly ctx: Context<PersonActor>
  readonly environment: Pick<Environment, 'DECISION_RETENTION_DAYS' | 'ROLL_UP_RETENTION_MONTHS'>
}): Promise<RetentionAnswer> {
  if (!roleAtLeast(ctx.actor.role, 'admin')) return { kind: 'forbidden' }
  const kinds = kindsOf(environment)
  const [sizes, oldest] = await Promise.all([
    measureTables(
      ctx.db,
      kinds.map(({ table }) => table),
    ),
    Promise.all(kinds.map(({ table, time }) => oldestIn(ctx, table, time))),
  ])
  const rows = kinds.map(({ table, what, kept, note }, index) => {
    const { rows: count, exact, bytes } = sizes.get(table) ?? { rows: 0, exact: true, bytes: 0 }
    return { rows: count, exact, bytes, what, kept, note, since: oldest[index] ?? null }
  })
  return { kind: 'retention', rows }
}

/** Both names are of `kindsOf`, never a person's. */
async function oldestIn({ db }: Context, table: string, time: string): Promise<Date | null> {
  const { rows } = await db.pool.query<{ oldest: Date | null }>(
    `SELECT min(${time})::timestamptz AS oldest FROM ${table}`,
  )
  return rows[0]?.oldest ?? null
}

function kindsOf({
  DECISION_RETENTION_DAYS: days,
  ROLL_UP_RETENTION_MONTHS: months,
}: Pick<Environment, 'DECISION_RETENTION_DAYS' | 'ROLL_UP_RETENTION_MONTHS'>): Kind[] {
  return [
    {
      table: 'decision',
      time: 'at',
      what: 'Decisions',
      kept: `${days} days`,
      note: 'each call with its answer and rule',
    },
    {
      table: 'decision_hour',
      time: 'hour',
      what: 'Counts per hour',
      kept: `${months} months`,
      note: 'charts and facets',
    },
    {
      table: 'decision_day',
      time: 'day',
      what: 'Counts per day',
      kept: 'for good',
      note: 'long ranges, and rules that never fired',
    },
    {
      table: 'load',
      time: 'at',
      what: 'Load histories',
      kept: 'for good',
      note: 'they answer “what ran at”',
    },
    {
      table: 'proxy_tool_list',
      time: 'first_seen_at',
      what: 'Lists of tools',
      kept: `${days} days`,
      note: 'since each was last seen; the last one of a proxy, and what nobody acknowledged, stay',
    },
    {
      table: 'audit_event',
      time: 'at',
      what: 'Audit trail',
      kept: 'for good',
      note: 'the database refuses to change or remove a row; only its owner can lift that',
    },
    {
      table: 'draft',
      time: 'created_at',
      what: 'Drafts',
      kept: 'for good',
      note: 'open, submitted and discarded ones',
    },
    {
      table: 'webhook_delivery',
      time: 'received_at',
      what: 'Deliveries of webhooks',
      kept: `${DELIVERY_DAYS} days`,
      note: 'so that each is handled once',
    },
  ]
}
