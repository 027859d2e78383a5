/**
 * Whether an error means that the database is away, so that the same will succeed when it is back: it is lost (`isLost`), has no room (class 53
 * of PostgreSQL's error codes, Prisma's P1008 and P2024), or a statement (57014) or a lock (55P03) took too long. What the database refuses is none.
 */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (isLost(error) || isBusy(error)) return true
  if (/^(53|57014|55P03|P1008|P2024)/.test(codeOf(error))) return true
  // Prisma hands on what is none of these in a message alone.
  return /canceling statement due to/i.test(error.message)
}

/**
 * Whether an error means that the connection is gone, so that another server may answer the next time: classes 08 (connection) and 57P
 * (shutdown), the sockets' own words, and Prisma's codes for the same (https://www.prisma.io/docs/orm/reference/error-reference).
 */
export function isLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = codeOf(error)
  if (/^(08|57P|ECONN|EPIPE|ETIMEDOUT|ENOTFOUND)/.test(code) || /^P(1001|1002|1017)$/.test(code)) return true
  return /Connection terminated/i.test(error.message)
}

/** Ours (LanePool), the driver's, and Prisma's where a transaction waited for a connection. Not by their classes: Next has several copies of each. */
const NONE_FREE =
  /all connections to the database are in use|timeout exceeded when trying to connect|Unable to start a transaction in the given time/i

/** Whether it means that all connections are in use: those that the work may have, or those that PostgreSQL has (53300). */
export function isBusy(error: unknown): boolean {
  return error instanceof Error && (codeOf(error) === '53300' || NONE_FREE.test(error.message))
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : ''
}
