/**
 * Whether an error means that the database is away, so that the same will succeed when it is back: classes 08 (connection), 53 (resources)
 * and 57P (shutdown) of PostgreSQL's error codes, the sockets' and the pool's own words, and Prisma's codes for the same
 * (https://www.prisma.io/docs/orm/reference/error-reference). What the database refuses is none.
 */
export function isAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  if (/^(08|53|57P)/.test(code) || /^(ECONN|EPIPE|ETIMEDOUT|ENOTFOUND)/.test(code)) return true
  if (/^P(1001|1002|1008|1017|2024)$/.test(code)) return true
  return /timeout exceeded when trying to connect|Connection terminated/i.test(error.message)
}
