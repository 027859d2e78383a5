/**
 * Whether an error means that the database is away, so that the same will succeed when it is back: classes 08 (connection), 53 (resources)
 * and 57P (shutdown) of PostgreSQL's error codes, a statement (57014) or a lock (55P03) that took too long, the sockets' and the pool's own
 * words, and Prisma's codes for the same (https://www.prisma.io/docs/orm/reference/error-reference). What the database refuses is none.
 */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  if (/^(08|53|57P|57014|55P03)/.test(code) || /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND)/.test(code)) return true
  if (/^P(1001|1002|1008|1017|2024)$/.test(code)) return true
  // Prisma hands on what is neither of these in a message alone.
  return /timeout exceeded when trying to connect|Connection terminated|canceling statement due to/i.test(
    error.message,
  )
}
