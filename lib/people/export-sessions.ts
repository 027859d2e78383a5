import type { SessionLine } from './list-sessions'

/** Columns of a signed-in browser, in their order. */
export const SESSION_COLUMNS = [
  'login',
  'name',
  'browser',
  'from',
  'signedInAt',
  'prolongedAt',
  'endsAt',
  'asks',
] as const
type SessionExportRow = Readonly<Record<(typeof SESSION_COLUMNS)[number], unknown>>

/** Sessions as rows of a file; `asks` is the one that the file was made for. */
export function exportSessions(sessions: readonly SessionLine[]): SessionExportRow[] {
  return sessions.map(({ login, name, userAgent, ipAddress, createdAt, seenAt, expiresAt, current }) => ({
    login,
    name,
    browser: userAgent,
    from: ipAddress,
    signedInAt: createdAt.toISOString(),
    prolongedAt: seenAt.toISOString(),
    endsAt: expiresAt.toISOString(),
    asks: current,
  }))
}
