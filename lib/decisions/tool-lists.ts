import { createHash } from 'node:crypto'
import type { PoolClient } from 'pg'
import type { OfferedTool, ToolsEvent } from '@/lib/wire/tools-event'
import { storableName, storableText } from './storable'

/** A server's list of tools, as one line of an event file brings it. */
export interface ToolList {
  /** Offset of its line. */
  readonly offset: number
  /** Microseconds since the Unix epoch. */
  readonly at: number
  /** SHA-256 over everything that is stored of it, 64 hex. */
  readonly digest: string
  /** Sorted by name. */
  readonly tools: readonly OfferedTool[]
  readonly leftOut: number
}

/** The list of an event as it is stored. The same tools in another order are the same list. */
export function toolListOf({ at, tools, leftOut, whole }: ToolsEvent, offset: number): ToolList {
  const stored = tools.map(storable).sort((a, b) => (a.name < b.name ? -1 : 1))
  const digest = createHash('sha256')
    .update(JSON.stringify([stored.map(inOrder), leftOut, whole]))
    .digest('hex')
  return { offset, at, digest, tools: stored, leftOut }
}

function storable({ name, title, ...tool }: OfferedTool): OfferedTool {
  return { ...tool, name: storableName(name), title: title === null ? null : storableText(title, 200) }
}

/** Member by member, so that the digest does not depend on how an object was made. */
function inOrder({ name, title, hints, description, inputSchema }: OfferedTool): unknown[] {
  const { readOnlyHint, destructiveHint, idempotentHint, openWorldHint } = hints
  return [
    name,
    title,
    [readOnlyHint, destructiveHint, idempotentHint, openWorldHint],
    description,
    inputSchema,
  ]
}

/** A list that the proxy of a token saw. */
export interface SeenList {
  readonly proxyId: string
  readonly list: ToolList
}

/**
 * Stores lists with when they were first and last seen; returns whether one was not known of its proxy before. The order in which lists
 * arrive does not matter, and neither does a list that is sent twice.
 */
export async function storeToolLists(
  client: PoolClient,
  seen: readonly SeenList[],
  now: Date,
): Promise<boolean> {
  if (seen.length === 0) return false
  const rows = mergeSeen(seen)
  const proxies = [...new Set(rows.map(({ proxyId }) => proxyId))].sort()
  // A trigger tells the first list of a proxy from its changes: two writers must not both bring the first one.
  await client.query('SELECT 1 FROM proxy WHERE id = ANY($1::uuid[]) ORDER BY id FOR NO KEY UPDATE', [
    proxies,
  ])
  const { rows: stored } = await client.query<{ added: boolean }>(
    `INSERT INTO proxy_tool_list AS l (proxy_id, digest, tools, left_out, first_seen_at, last_seen_at, received_at)
     SELECT proxy, decode(digest, 'hex'), tools::jsonb, left_out, to_timestamp(first), to_timestamp(last), $7
     FROM unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::float8[], $6::float8[])
       AS u (proxy, digest, tools, left_out, first, last) ORDER BY first
     ON CONFLICT (proxy_id, digest) DO UPDATE SET first_seen_at = least(l.first_seen_at, excluded.first_seen_at),
       last_seen_at = greatest(l.last_seen_at, excluded.last_seen_at)
     RETURNING old.id IS NULL AS added`,
    [
      rows.map(({ proxyId }) => proxyId),
      rows.map(({ list }) => list.digest),
      rows.map(({ list }) => JSON.stringify(list.tools)),
      rows.map(({ list }) => list.leftOut),
      rows.map(({ first }) => first / 1e6),
      rows.map(({ last }) => last / 1e6),
      now,
    ],
  )
  return stored.some(({ added }) => added)
}

interface Merged extends SeenList {
  first: number
  last: number
}

/** One row for each list, since a statement cannot write a row twice. */
function mergeSeen(seen: readonly SeenList[]): Merged[] {
  const rows = new Map<string, Merged>()
  for (const { proxyId, list } of seen) {
    const key = `${proxyId} ${list.digest}`
    const known = rows.get(key)
    if (known === undefined) rows.set(key, { proxyId, list, first: list.at, last: list.at })
    else {
      known.first = Math.min(known.first, list.at)
      known.last = Math.max(known.last, list.at)
    }
  }
  return [...rows.values()]
}
