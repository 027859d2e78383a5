import { setTimeout as delay } from 'node:timers/promises'
import { HttpClient } from '@/connector/http-client'
import { serveConnector } from '@/e2e/connector-server'
import type { Context } from '@/lib/context'
import { findLatestMerge } from '@/lib/fleet/find-latest-merge'
import { fleetParts, type FleetParts } from '@/lib/fleet/fleet-parts'
import { listFleet, type ListFleetInput } from '@/lib/fleet/list-fleet'
import { policyText, startFleet, type TestFleet } from '@/lib/fleet/testing/start-fleet'
import { traceRollout } from '@/lib/fleet/trace-rollout'
import type { ReportRequest } from '@/lib/wire/report'
import { setup } from '@/scripts/test/global-setup'
import * as load from './fleet-load/fill-fleet'
import type { Report } from './main'

const PROXIES = 10_000
const PATHS = Array.from({ length: 20 }, (_, index) => `policies/team-${index}/tools.yaml`)
const ROUNDS = 30
const REPORTS_MS = 10_000
const IDLE_S = 30
const AT_ONCE = 16

/**
 * 10,000 registered proxies, nearly all of them running what git says. `pageP95Ms`: the verb behind the fleet page with its 200 rows,
 * counts and board, while keep-alives arrive as those of 10,000 idle connectors do (target <= 150); `rolloutPageP95Ms`: the same with the curve of
 * a merge that concerns all of them; `reportsPerSecond`: reports with news
 * over real HTTP from 16 connections; `writesPerSecond`: rows that half a minute of keep-alives writes, per second (10,000 connectors that
 * each wrote a row would make 333), in `writeTransactionsPerSecond` transactions.
 */
export async function fleet(report: Report): Promise<void> {
  const stopDatabase = await setup()
  const test = await startFleet()
  const server = await serveConnector(test)
  const client = new HttpClient(server.url)
  try {
    test.now = new Date()
    const [older, text] = [policyText('before'), policyText('now')]
    for (const content of [older, text])
      await test.push(Object.fromEntries(PATHS.map((path) => [path, content])))
    const proxies = await load.fillFleet(test, { count: PROXIES, paths: PATHS, text, older })
    const send = sender(client)
    report('reportsPerSecond', await reportAll(proxies, text, send), 'reports/s')
    const before = await writes(test)
    const idle = keepAlives(proxies, send)
    const times = await pageTimes(test, { limit: 200 })
    const filtered = await pageTimes(test, {
      limit: 200,
      by: 'team',
      states: ['rolling-out', 'not-delivered'],
    })
    await idle
    // PostgreSQL's own counters lag by up to a second.
    await delay(2000)
    const after = await writes(test)
    // A merge that concerns every proxy: the longest rollout that the page can show.
    const merged = policyText('merged')
    test.now = new Date()
    await test.push(Object.fromEntries(PATHS.map((path) => [path, merged])))
    await reportAll(proxies, merged, send)
    const rollout = await pageTimes(test, { limit: 200 }, { withRollout: true })
    report('pageP95Ms', at(times, 0.95), 'ms')
    report('pageP50Ms', at(times, 0.5), 'ms')
    report('filteredPageP95Ms', at(filtered, 0.95), 'ms')
    report('rolloutPageP95Ms', at(rollout, 0.95), 'ms')
    report('writesPerSecond', (after.rows - before.rows) / IDLE_S, 'rows/s')
    report('writeTransactionsPerSecond', (after.transactions - before.transactions) / IDLE_S, '1/s')
  } finally {
    client.close()
    await server.close()
    await test.close()
    await stopDatabase()
  }
}

type Send = (token: string, body: ReportRequest) => Promise<void>

/** As a connector does: a kept connection may be closed by the server just when it is used again, and then the report is sent again. */
function sender(client: HttpClient): Send {
  return async (token, body) => {
    const call = {
      method: 'POST' as const,
      path: '/api/connector/v1/reports',
      token,
      body: Buffer.from(JSON.stringify(body)),
    }
    const { status } = await client.send(call).catch(() => client.send(call))
    if (status !== 200) throw new Error(`a report was answered with ${status}`)
  }
}

function at(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

async function reportAll(proxies: readonly load.FilledProxy[], text: string, send: Send): Promise<number> {
  const began = performance.now()
  let sent = 0
  const worker = async (first: number) => {
    for (let index = first; performance.now() - began < REPORTS_MS; index += AT_ONCE) {
      const proxy = proxies[index % proxies.length]
      if (proxy === undefined) throw new RangeError('no proxies')
      await send(proxy.token, load.reloadReport(proxy, text, new Date()))
      sent += 1
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => worker(index)))
  return (sent / (performance.now() - began)) * 1000
}

/** One keep-alive of every proxy, spread evenly over half a minute. */
async function keepAlives(proxies: readonly load.FilledProxy[], send: Send): Promise<void> {
  const began = performance.now()
  const open = new Set<Promise<void>>()
  for (const [index, proxy] of proxies.entries()) {
    const due = began + (index / proxies.length) * IDLE_S * 1000
    if (due > performance.now() || open.size >= AT_ONCE) await delay(Math.max(1, due - performance.now()))
    while (open.size >= AT_ONCE) await Promise.race(open)
    const sent = send(proxy.token, load.keepAlive(proxy, new Date())).finally(() => open.delete(sent))
    open.add(sent)
  }
  await Promise.all(open)
}

/** How long the page's verbs take; with its rollout, the newest merge is traced as well. */
async function pageTimes(
  test: TestFleet,
  input: ListFleetInput,
  { withRollout = false } = {},
): Promise<number[]> {
  const parts = fleetParts({ mirror: test.mirror, repository: { ref: 'refs/heads/main' } })
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round += 1) {
    test.now = new Date()
    const began = performance.now()
    const ctx = test.person('read')
    const tracing = withRollout ? traceLatest(ctx, parts) : null
    const { total } = await listFleet({ ctx, parts, input })
    await tracing
    times.push(performance.now() - began)
    if (total !== PROXIES) throw new Error(`${total} proxies are listed`)
    await delay(200)
  }
  return times
}

async function traceLatest(ctx: Context, parts: FleetParts): Promise<void> {
  const commit = await findLatestMerge({ ctx, parts, root: 'policies' })
  if (commit === null) throw new Error('nothing was merged')
  const rollout = await traceRollout({ ctx, parts, input: { commit, mergedAt: null, paths: null } })
  if (rollout?.figures.total !== PROXIES) throw new Error(`${rollout?.figures.total} proxies are traced`)
}

/** Rows written in this database so far, and transactions that wrote some: reads take no transaction number. */
async function writes({ db }: TestFleet): Promise<{ rows: number; transactions: number }> {
  const { rows } = await db.pool.query<{ rows: string; transactions: string }>(
    `SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) AS rows, pg_snapshot_xmax(pg_current_snapshot())::text AS transactions
     FROM pg_stat_user_tables`,
  )
  return { rows: Number(rows[0]?.rows), transactions: Number(rows[0]?.transactions) }
}
