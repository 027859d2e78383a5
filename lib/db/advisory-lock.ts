import type { Database } from './database'

/**
 * Runs `work` if no other process holds the lock of this name, else returns false at once. The lock belongs to a
 * connection: it ends with the process, however that ends.
 */
export async function tryWithLock(
  { pool }: Database,
  name: string,
  work: () => Promise<void>,
): Promise<boolean> {
  const client = await pool.connect()
  let broken = true
  try {
    const { rows } = await client.query<{ taken: boolean }>(
      'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS taken',
      [name],
    )
    if (rows[0]?.taken === true) {
      try {
        await work()
      } finally {
        await client.query('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [name])
      }
    }
    broken = false
    return rows[0]?.taken === true
  } finally {
    // With an error on the way the lock may still be held: closing the connection ends it.
    client.release(broken)
  }
}
