import { Client, escapeIdentifier } from 'pg'

/**
 * Makes a database unless it is there, optionally as a copy of `template` (which nobody may be connected to), and returns its address.
 * `url` is the address of any database of the same server.
 */
export async function createDatabase(url: string, name: string, template = 'template1'): Promise<string> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 30_000 })
  client.on('error', () => {})
  await client.connect()
  try {
    const existing = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name])
    if (existing.rowCount === 0) {
      await client.query(`CREATE DATABASE ${escapeIdentifier(name)} TEMPLATE ${escapeIdentifier(template)}`)
    }
  } finally {
    await client.end()
  }
  const address = new URL(url)
  address.pathname = `/${encodeURIComponent(name)}`
  return address.href
}
