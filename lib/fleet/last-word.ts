import type { ContactLedger } from './contact-ledger'

/** A process's events are a minute apart at most while it lives (fleet.md: alive up to 90 s after its last). */
const ALIVE_MS = 90_000

/** When a connector was heard of last, and its clock minus the server's. */
export interface LastWord {
  readonly lastSeenAt: Date | null
  readonly clockSkewMs: number
}

/** The newer of what this process heard and what is written. */
export function lastWordOf(
  contacts: ContactLedger,
  proxyId: string,
  { seenAt, skewMs }: { readonly seenAt: Date | null; readonly skewMs: number | null },
): LastWord {
  return contacts.newest(proxyId, seenAt) ?? { lastSeenAt: seenAt, clockSkewMs: skewMs ?? 0 }
}

/**
 * Whether a process whose newest event has this time had ended at the connector's last word, though nobody saw its end. Not judged by now:
 * while the connector is silent, heartbeats cannot arrive. Event times are on the connector's clock.
 */
export function wasSilent(lastEventAt: Date | null, { lastSeenAt, clockSkewMs }: LastWord): boolean {
  if (lastEventAt === null || lastSeenAt === null) return false
  return lastSeenAt.getTime() + clockSkewMs - lastEventAt.getTime() > ALIVE_MS
}
