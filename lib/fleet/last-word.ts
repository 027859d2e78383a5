import type { ContactLedger } from './contact-ledger'

/** A process's events are a minute apart at most while it lives (fleet.md: alive up to 90 s after its last). */
const ALIVE_MS = 90_000

/** When a connector was heard of last: the newer of what this process heard and what is written. */
export function lastWordOf(contacts: ContactLedger, proxyId: string, writtenAt: Date | null): Date | null {
  return contacts.newest(proxyId, writtenAt)?.lastSeenAt ?? writtenAt
}

/**
 * Whether a process whose newest event has this time had ended at the connector's last word, though nobody saw its end. Not judged by now:
 * while the connector is silent, heartbeats cannot arrive.
 */
export function wasSilent(lastEventAt: Date | null, lastSeenAt: Date | null): boolean {
  if (lastEventAt === null || lastSeenAt === null) return false
  return lastSeenAt.getTime() - lastEventAt.getTime() > ALIVE_MS
}
