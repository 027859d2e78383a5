import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from '@playwright/test'
import { Client } from 'pg'
import { z } from 'zod'
import { parseInstant } from '../lib/wire/decision-event'
import { demoFleet } from '../scripts/start/demo/fleet'
import { dataFolder } from './forge-client'
import { databaseUrl } from './victims'

const event = z.object({ ts: z.string(), type: z.literal('tool_call'), tool: z.string(), result: z.string() })

/** A proxy, and its folder of event files. */
interface Writer {
  readonly name: string
  readonly events: string
}

/** What proxies wrote before `until`, one entry per call. */
function written(writers: readonly Writer[], until: number): string[] {
  return writers.flatMap(({ name, events }) =>
    readdirSync(events)
      .filter((file) => file.endsWith('.jsonl'))
      .flatMap((file) => readFileSync(join(events, file), 'utf8').split('\n').slice(0, -1))
      .flatMap((line) => {
        const read = event.safeParse(JSON.parse(line))
        const at = read.success ? parseInstant(read.data.ts) : null
        if (!read.success || at === null || at >= until * 1000) return []
        return [`${name} ${at} ${read.data.tool} ${read.data.result}`]
      }),
  )
}

/**
 * Every call in the files of the demo's proxies, and of others, is in the log exactly once, and in each of the counts; nothing is known to be
 * missing.
 */
export async function expectEveryDecisionOnce(
  patience: { timeout: number },
  others: readonly Writer[] = [],
): Promise<void> {
  const until = Date.now()
  const writers = [...demoFleet(join(dataFolder(), 'demo')), ...others]
  const names = writers.map(({ name }) => name)
  await expect(async () => {
    const client = new Client({ connectionString: databaseUrl(), options: '-c timezone=UTC' })
    await client.connect()
    try {
      const { rows } = await client.query<{ entry: string }>(
        `SELECT p.name || ' ' || (extract(epoch FROM d.at) * 1000000)::bigint || ' ' || t.name || ' ' ||
           CASE d.result WHEN 0 THEN 'denied' ELSE 'allowed' END AS entry
         FROM decision d JOIN proxy p ON p.number = d.proxy JOIN tool_name t ON t.id = d.tool
         WHERE d.at < $1 AND p.name = ANY($2)`,
        [new Date(until), names],
      )
      expect(rows.map(({ entry }) => entry).sort()).toEqual(written(writers, until).sort())
      const counts = await client.query(
        `SELECT (SELECT sum(n) FROM decision_minute)::int - count(*)::int AS minutes,
           (SELECT sum(n) FROM decision_hour)::int - count(*)::int AS hours,
           (SELECT sum(n) FROM decision_day)::int - count(*)::int AS days,
           (SELECT count(*) FROM log_gap g JOIN event_file f ON f.id = g.file_id JOIN proxy p ON p.id = f.reporter_id
             WHERE p.name = ANY($1))::int AS gaps
         FROM decision`,
        [names],
      )
      expect(counts.rows).toEqual([{ minutes: 0, hours: 0, days: 0, gaps: 0 }])
    } finally {
      await client.end()
    }
  }).toPass(patience)
}
