import { setTimeout as delay } from 'node:timers/promises'
import type { Client } from 'pg'
import type { Database } from './database'

export interface ListenOptions {
  readonly channel: string
  readonly onMessage: (payload: string) => void
  /** The connection broke and is back: messages in between are lost, so everybody must look for themselves. */
  readonly onGap: () => void
}

const RETRY_MS = 1000

/** LISTENs on a connection of its own, which it opens again when it breaks, until `signal` aborts. */
export async function listen(database: Database, options: ListenOptions, signal: AbortSignal): Promise<void> {
  for (let broken = false; !signal.aborted; broken = true) {
    try {
      await listenOnce(database, options, broken, signal)
    } catch {
      // The database is away; what was sent meanwhile counts as a gap.
    }
    await delay(RETRY_MS, undefined, { signal }).catch(() => undefined)
  }
}

async function listenOnce(
  database: Database,
  { channel, onMessage, onGap }: ListenOptions,
  broken: boolean,
  signal: AbortSignal,
): Promise<void> {
  const client = await database.connect()
  try {
    client.on('notification', ({ payload }) => onMessage(payload ?? ''))
    await client.query(`LISTEN ${client.escapeIdentifier(channel)}`)
    if (broken) onGap()
    await untilOver(client, signal)
  } finally {
    void client.end()
  }
}

/** Resolves when the connection ends or the signal aborts. */
function untilOver(client: Client, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = () => resolve()
    client.once('error', over)
    client.once('end', over)
    signal.addEventListener('abort', over, { once: true })
    if (signal.aborted) over()
  })
}
