import { readdirSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { Client } from 'pg'
import { z } from 'zod'
import type { ChaosHosts, ChaosProxy } from './chaos-hosts'
import type { Agent } from './demo-agent'
import { databaseUrl } from './victims'

const numbered = z.object({ seq: z.number(), instance: z.string(), type: z.string() })
const CALLS = 5

/** What is to be in the log after a loss, and what is to be said to be missing. */
interface Losses {
  readonly proxy: ChaosProxy
  readonly instance: string
  /** Events whose lines were destroyed before any connector read them. */
  readonly lost: number
}

/**
 * Destroys lines of our own proxy that no connector has read, twice: its event file is emptied, then deleted, each time while the connector of its
 * host does not run. `agent` is the one process of the proxy. How many events are lost is counted from their numbers, in the files alone.
 */
export async function loseEvents(
  hosts: ChaosHosts,
  { proxy, agent, host }: { readonly proxy: ChaosProxy; readonly agent: Agent; readonly host: string },
  patience: { timeout: number },
): Promise<Losses> {
  await agent.echo()
  const path = newestIn(proxy.events)
  const instance = numberedIn(path)[0]?.instance ?? ''
  let lost = 0
  for (const destroy of [() => truncateSync(path), () => rmSync(path)]) {
    await expect(() => expectAcknowledged(path)).toPass(patience)
    await hosts.hold(host)
    const known = await lastAcknowledged(path)
    for (let call = 0; call < CALLS; call += 1) await agent.echo()
    destroy()
    // A process notices that its file is gone when it tells that it lives.
    await expect(async () => {
      await agent.echo()
      expect(numberedIn(path).length).toBeGreaterThan(0)
    }).toPass({ ...patience, intervals: [1_000] })
    lost += (numberedIn(path)[0]?.seq ?? 0) - 1 - known
    hosts.release(host)
  }
  expect(lost).toBeGreaterThanOrEqual(2 * CALLS)
  return { proxy, instance, lost }
}

/** Waits until exactly what was destroyed is said to be missing, event by event, and what was written since is in the log. */
export async function expectExactly(
  { proxy, instance, lost }: Losses,
  patience: { timeout: number },
): Promise<void> {
  const written = readdirSync(proxy.events)
    .flatMap((name) => numberedIn(join(proxy.events, name)))
    .filter((event) => event.instance === instance && event.type === 'tool_call').length
  await expect(async () => {
    const [sums] = await ask(
      `SELECT (SELECT coalesce(sum(g.events), 0)::int FROM log_gap g WHERE g.file_id = ANY (f.ids)) AS lost,
         (SELECT count(*)::int FROM log_gap g WHERE g.file_id = ANY (f.ids) AND g.events IS NULL) AS uncounted,
         (SELECT count(*)::int FROM decision d WHERE d.file = ANY (f.numbers)) AS stored
       FROM (SELECT array_agg(e.id) AS ids, array_agg(e.number) AS numbers FROM event_file e
         JOIN proxy p ON p.id = e.reporter_id WHERE p.name = $1) f`,
      [proxy.name],
    )
    expect(sums).toMatchObject({ lost, uncounted: 0 })
    expect(Number(sums?.stored)).toBeGreaterThanOrEqual(written)
  }).toPass(patience)
}

function newestIn(folder: string): string {
  const paths = readdirSync(folder).map((name) => join(folder, name))
  const [newest = ''] = paths.toSorted((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
  return newest
}

function numberedIn(path: string): z.infer<typeof numbered>[] {
  const lines = statSync(path, { throwIfNoEntry: false }) ? readFileSync(path, 'utf8').split('\n') : []
  return lines.slice(0, -1).map((line) => numbered.parse(JSON.parse(line)))
}

/** The log has all of a file. */
async function expectAcknowledged(path: string): Promise<void> {
  expect(await acknowledgedOf(path)).toBe(statSync(path).size)
}

/** The number of the last event that the log has of a file. */
async function lastAcknowledged(path: string): Promise<number> {
  const bytes = readFileSync(path).subarray(0, await acknowledgedOf(path))
  const lines = bytes.toString('utf8').split('\n').slice(0, -1)
  return numbered.parse(JSON.parse(lines.at(-1) ?? '{}')).seq
}

async function acknowledgedOf(path: string): Promise<number> {
  const first = readFileSync(path, 'utf8').split('\n', 1)[0] ?? ''
  const [row] = await ask(
    `SELECT max(acked_offset)::int AS acked FROM event_file WHERE first_line_hash = sha256(convert_to($1, 'UTF8'))`,
    [first],
  )
  return Number(row?.acked ?? 0)
}

async function ask(text: string, values: unknown[]): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: databaseUrl(), options: '-c timezone=UTC' })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(text, values)).rows
  } finally {
    await client.end()
  }
}
