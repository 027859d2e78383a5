import type { ConnectorActor } from '@/lib/context'
import type { Ingested } from '../ingest-decisions'
import { freshTestLog, type TestLog } from './open-log'

/** When it is sent, unless said otherwise. */
export const NOW = new Date('2026-11-26T12:00:00Z')

/** A log of its own with one proxy, whose connector sends. */
export interface SendingLog {
  readonly log: TestLog
  readonly proxy: ConnectorActor
  /** Throws when nothing is taken. */
  send(body: string, actor?: ConnectorActor, now?: Date): Promise<Extract<Ingested, { kind: 'stored' }>>
  query<Row extends Record<string, unknown>>(sql: string, values?: unknown[]): Promise<Row[]>
  /** What is stored of an event file, with names for numbers. */
  rowsOf(fileId: string): Promise<Record<string, unknown>[]>
}

/** A call that was allowed two hours before it is sent, as a line of an event file. */
export function call(more: Record<string, unknown> = {}): string {
  const event = {
    ts: '2026-11-26T10:00:00.5Z',
    type: 'tool_call',
    instance: 'a',
    tool: 'echo',
    result: 'allowed',
  }
  return JSON.stringify({ ...event, ...more })
}

const ROWS = `
  SELECT d."offset"::int, t.name AS tool, d.result, r.name AS rule, m.text AS message, d.attributed, d.proxy, d.evidence
  FROM decision d JOIN event_file f ON f.number = d.file JOIN tool_name t ON t.id = d.tool
  LEFT JOIN rule_name r ON r.id = d.rule LEFT JOIN denial_message m ON m.id = d.message
  WHERE f.id = $1 ORDER BY d."offset"`

export async function openSendingLog(): Promise<SendingLog> {
  const log = await freshTestLog()
  const proxy = await log.addProxy('stripe-prod-eu-1')
  const query = async <Row extends Record<string, unknown>>(sql: string, values: unknown[] = []) =>
    (await log.db.pool.query<Row>(sql, values)).rows
  return {
    log,
    proxy,
    query,
    send: async (body, actor = proxy, now = NOW) => {
      const result = await log.ingest(actor, body, now)
      if (result.kind !== 'stored') throw new Error(result.kind)
      return result
    },
    rowsOf: (fileId) => query(ROWS, [fileId]),
  }
}
