import type { Context } from '@/lib/context'
import { toolKind, worseKind, type ToolKind } from '@/lib/policy/tool-kind'
import type { OfferedTool } from '@/lib/wire/tools-event'
import { sayInstantInFull } from '../say-duration'

/** A tool that a server offers behind some proxy of a policy. */
export interface KnownTool {
  readonly name: string
  /** By the servers' word; where they differ, the more dangerous one. */
  readonly kind: ToolKind
}

/** What the servers behind the proxies of one policy offer, as each proxy saw it last. */
export interface KnownTools {
  /** Sorted by name, none twice. */
  readonly tools: readonly KnownTool[]
  /** Every tool is among them: no list was too long for its event. */
  readonly complete: boolean
  /** Proxies that told a list. */
  readonly proxies: number
  /** Whose list it is, as the end of a sentence: `of stripe-prod-1, seen 26 Nov 2026, 14:03 UTC`. */
  readonly source: string
}

/** Proxies of one policy have few different lists; more are not read. */
const MOST_CONTENTS = 50

/** Each content once, with the proxies whose newest list it is. */
const NEWEST = `
  WITH newest AS (
    SELECT p.name, l.id, l.digest, l.last_seen_at
    FROM proxy p CROSS JOIN LATERAL (
      SELECT id, digest, last_seen_at FROM proxy_tool_list WHERE proxy_id = p.id ORDER BY last_seen_at DESC, id DESC LIMIT 1) l
    WHERE p.repository_id = $1 AND p.policy_path = $2 AND p.retired_at IS NULL
  ), contents AS (
    SELECT max(id) AS id, count(*)::int AS proxies, max(last_seen_at) AS "seenAt",
      (array_agg(name ORDER BY last_seen_at DESC, name))[1] AS proxy
    FROM newest GROUP BY digest ORDER BY max(last_seen_at) DESC, 1 LIMIT ${MOST_CONTENTS}
  )
  SELECT c.proxies, c."seenAt", c.proxy, l.tools, l.left_out AS "leftOut"
  FROM contents c JOIN proxy_tool_list l ON l.id = c.id ORDER BY c."seenAt" DESC, c.proxy`

interface ContentRow {
  readonly proxies: number
  readonly seenAt: Date
  readonly proxy: string
  readonly tools: readonly OfferedTool[]
  readonly leftOut: number
}

/** The tools of a policy's servers, by full repository path; null while no proxy of it told any. For everybody who may read. */
export async function knownTools({
  ctx,
  input,
}: {
  ctx: Context
  input: { policy: string }
}): Promise<KnownTools | null> {
  const { rows } = await ctx.db.pool.query<ContentRow>(NEWEST, [ctx.repositoryId, input.policy])
  const [newest] = rows
  if (newest === undefined) return null
  const kinds = new Map<string, ToolKind>()
  for (const { name, hints } of rows.flatMap(({ tools }) => tools)) {
    const [kind, known] = [toolKind(hints), kinds.get(name)]
    if (name !== '') kinds.set(name, known === undefined ? kind : worseKind(known, kind))
  }
  const tools = [...kinds].map(([name, kind]) => ({ name, kind }))
  const proxies = rows.reduce((sum, row) => sum + row.proxies, 0)
  return {
    tools: tools.sort((a, b) => (a.name < b.name ? -1 : 1)),
    complete: rows.length < MOST_CONTENTS && rows.every(({ leftOut }) => leftOut === 0),
    proxies,
    source: sourceOf(newest, proxies),
  }
}

/** Which proxy saw it, and when by its clock. */
function sourceOf({ proxy, seenAt }: ContentRow, proxies: number): string {
  const at = sayInstantInFull(seenAt)
  return proxies === 1 ? `of ${proxy}, seen ${at}` : `of ${proxies} proxies, last seen by ${proxy}, ${at}`
}
