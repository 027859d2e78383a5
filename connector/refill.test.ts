import { describe, expect, it } from 'vitest'
import { digests, policyText } from '@/lib/fleet/testing/start-fleet'
import { StockHost } from './testing/stock-host'

const on = new StockHost({ log: true })
const { connect, startProxy, until } = on

/** Tools of the decisions in the log, in the order of their lines. */
async function logged(): Promise<string[]> {
  const { rows } = await on.fleet.db.pool.query<{ tool: string }>(
    `SELECT t.name AS tool FROM decision d JOIN tool_name t ON t.id = d.tool JOIN event_file f ON f.number = d.file
     JOIN proxy p ON p.id = f.reporter_id WHERE p.name = $1 ORDER BY d."offset"`,
    [`proxy-${on.count}`],
  )
  return rows.map(({ tool }) => tool)
}

const becomes = (tools: string[]) => until(async () => expect(await logged()).toEqual(tools))

/** Remembers how far the log is; the result brings it back there, as from a backup. */
async function backUp(): Promise<() => Promise<void>> {
  const { pool } = on.fleet.db
  const { rows } = await pool.query<{ id: string; number: number; acked: string }>(
    `SELECT f.id, f.number, f.acked_offset AS acked FROM event_file f JOIN proxy p ON p.id = f.reporter_id WHERE p.name = $1`,
    [`proxy-${on.count}`],
  )
  const known = rows.map(({ id }) => id)
  return async () => {
    await pool.query(
      `DELETE FROM decision d USING event_file f, proxy p WHERE f.number = d.file AND p.id = f.reporter_id AND p.name = $1
       AND d."offset" >= coalesce((SELECT max(a) FROM unnest($2::int[], $3::bigint[]) AS b(n, a) WHERE b.n = f.number), 0)`,
      [`proxy-${on.count}`, rows.map(({ number }) => number), rows.map(({ acked }) => acked)],
    )
    for (const { id, acked } of rows)
      await pool.query('UPDATE event_file SET acked_offset = $2 WHERE id = $1', [id, acked])
    await pool.query(
      'DELETE FROM event_file f USING proxy p WHERE p.id = f.reporter_id AND p.name = $1 AND NOT f.id = ANY($2::uuid[])',
      [`proxy-${on.count}`, known],
    )
  }
}

describe('a log that was restored from a backup', () => {
  it('gets what it lacks with the next call, each decision once and in its place', async () => {
    const proxy = startProxy(policyText(`start ${on.count}`))
    connect()
    proxy.call('a')
    await becomes(['a'])
    const restore = await backUp()
    proxy.call('b')
    proxy.call('c')
    await becomes(['a', 'b', 'c'])
    await restore()
    expect(await logged()).toEqual(['a'])
    proxy.call('d')
    await becomes(['a', 'b', 'c', 'd'])
    const { rows } = await on.fleet.db.pool.query('SELECT * FROM log_gap')
    expect(rows).toEqual([])
  })

  it('gets back a process that ended, which it had never heard of then, once its connector begins anew', async () => {
    const restore = await backUp()
    const proxy = startProxy(policyText(`start ${on.count}`))
    const stop = connect()
    proxy.call('a')
    proxy.call('b')
    await becomes(['a', 'b'])
    proxy.kill()
    await stop()
    await restore()
    expect(await logged()).toEqual([])
    connect()
    await becomes(['a', 'b'])
  })

  it('gets back with them what was loaded since and when it had heard of that, and by which policy each decision was made', async () => {
    const { pool } = on.fleet.db
    const one = policyText(`start ${on.count}`)
    const proxy = startProxy(one)
    const restore = await backUp()
    connect()
    await on.becomes('IN_SYNC')
    proxy.call('a')
    await becomes(['a'])
    const two = await on.push('two')
    await on.until(() => Promise.resolve(expect(proxy.memory.toString()).toBe(two)))
    proxy.call('b')
    await becomes(['a', 'b'])
    await on.becomes('IN_SYNC')
    const name = [`proxy-${on.count}`]
    const loads = async () => {
      const { rows } = await pool.query<{ load: string }>(
        `SELECT concat_ws(' ', l.kind, l.at, l.received_at, encode(l.sha256, 'hex'), l.evidence) AS load FROM load l JOIN proxy p ON p.id = l.proxy_id
         WHERE p.name = $1 ORDER BY l.at`,
        name,
      )
      return rows.map(({ load }) => load)
    }
    const before = await loads()
    expect(before.length).toBeGreaterThan(1)
    await on.fleet.db.transaction(async (client) => {
      // A restore is no work of the app, which may only add to the history.
      await client.query('SET LOCAL session_replication_role = replica')
      await client.query('DELETE FROM load l USING proxy p WHERE p.id = l.proxy_id AND p.name = $1', name)
    })
    await pool.query(
      'UPDATE connector_boot b SET last_seq = 0 FROM proxy p WHERE p.id = b.proxy_id AND p.name = $1',
      name,
    )
    await restore()
    proxy.call('c')
    await becomes(['a', 'b', 'c'])
    const made = await pool.query<{ made: string }>(
      `SELECT encode(g.sha256, 'hex') AS made FROM decision d JOIN event_file f ON f.number = d.file JOIN proxy p ON p.id = f.reporter_id
       LEFT JOIN policy_digest g ON g.id = d.digest WHERE p.name = $1 ORDER BY d."offset"`,
      name,
    )
    expect(made.rows.map((row) => row.made)).toEqual([one, two, two].map((text) => digests(text).sha256))
    proxy.heartbeat()
    await until(async () => expect(await loads()).toEqual(before))
  })
})
