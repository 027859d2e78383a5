import { createHash } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { Client } from 'pg'
import { z } from 'zod'
import { asPerson, commitToBranch } from '@/e2e/forge-client'
import { databaseUrl } from '@/e2e/victims'
import { startStack } from '@/scripts/test/start-stack'
import type { Report } from './main'

const POLICY = 'policies/platform/everything.yaml'
const MERGES = 20
/** Of the demo fleet, those that run this policy. */
const PROXIES = 2
const PATIENCE_MS = 60_000
const LOOK_EVERY_MS = 200

/**
 * Merge → running in the demo of `npm start`, all parts real: a pull request is merged on the forge, and the clock runs until the server has
 * the report that proves that a process of a proxy loaded the merged bytes (E3 or better). `p50Ms`, `p95Ms` over 20 merges and each process
 * of the two proxies of the policy (target of p95: 3,000).
 */
export async function delivery(report: Report): Promise<void> {
  const { readyFile, stop } = await startStack()
  process.env.LOCKSTEP_E2E_READY = readyFile
  const database = new Client({ connectionString: databaseUrl() })
  try {
    await database.connect()
    const times: number[] = []
    for (let merge = 0; merge < MERGES; merge += 1) times.push(...(await measureMerge(database, merge)))
    times.sort((a, b) => a - b)
    report('p50Ms', times[Math.floor(times.length * 0.5)] ?? Number.NaN, 'ms')
    report('p95Ms', times[Math.floor(times.length * 0.95)] ?? Number.NaN, 'ms')
    report('slowestMs', times.at(-1) ?? Number.NaN, 'ms')
  } finally {
    await database.end()
    await stop()
  }
}

const file = z.object({ content: z.string() })
const opened = z.object({ number: z.number() })

async function measureMerge(database: Client, merge: number): Promise<number[]> {
  const [analyst, owner] = [await asPerson('mara'), await asPerson('ines')]
  const { content } = file.parse(await analyst('GET', `/contents/${POLICY}?ref=main`))
  const text = `${Buffer.from(content, 'base64').toString('utf8').trimEnd()}\n# ${merge}\n`
  const branch = `delivery-${merge}`
  await commitToBranch('mara', { branch, message: `Note ${merge}`, files: { [POLICY]: text } })
  const { number } = opened.parse(
    await analyst('POST', '/pulls', { title: `Note ${merge}`, head: branch, base: 'main' }),
  )
  await owner('POST', `/pulls/${number}/reviews`, { event: 'APPROVE' })
  const began = Date.now()
  await owner('PUT', `/pulls/${number}/merge`, {})
  return (await loadsSince(database, began, text)).map((at) => at - began)
}

/** When the proof of each of the two proxies arrived, in milliseconds of the clock that both sides share. */
async function loadsSince(database: Client, began: number, text: string): Promise<number[]> {
  const sha256 = createHash('sha256').update(text).digest()
  for (let waited = 0; waited < PATIENCE_MS; waited += LOOK_EVERY_MS) {
    const { rows } = await database.query<{ at: Date }>(
      `SELECT min(received_at) AS at FROM load WHERE sha256 = $1 AND evidence >= 3 AND received_at >= $2 GROUP BY proxy_id`,
      [sha256, new Date(began)],
    )
    if (rows.length === PROXIES) return rows.map(({ at }) => at.getTime())
    await delay(LOOK_EVERY_MS)
  }
  throw new Error(`not both proxies ran the merged text after ${PATIENCE_MS / 1000} s`)
}
