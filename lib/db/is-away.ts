/**
 * Whether an error means that the database is away, so that the same will succeed when it is back: classes 08 (connection), 53 (resources)
 * and 57P (shutdown) of PostgreSQL's error codes, a statement (57014) or a lock (55P03) that took too long, the sockets' own
 * words, and Prisma's codes for the same (https://www.prisma.io/docs/orm/reference/error-reference). What the database refuses is none.
 */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = codeOf(error)
  if (/^(08|53|57P|57014|55P03)/.test(code) || /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND)/.test(code)) return true
  if (/^P(1001|1002|1008|1017|2024)$/.test(code)) return true
  // Prisma hands on what is neither of these in a message alone.
  return isBusy(error) || /Connection terminated|canceling statement due to/i.test(error.message)
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
