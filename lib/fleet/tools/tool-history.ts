import type { PoolClient } from 'pg'
import type { OfferedTool } from '@/lib/wire/tools-event'
import type { ToolChanges } from './count-tool-changes'
import { compareTools, type ToolsDifference } from './compare-tools'

/** One list of tools that a proxy saw, each content once. Times are the proxy's. */
export interface ToolList {
  readonly id: string
  readonly tools: readonly OfferedTool[]
  /** Tools of the server that did not fit into the event. */
  readonly leftOut: number
  readonly firstSeenAt: Date
  readonly lastSeenAt: Date
  /** The first list counts as acknowledged by nobody. */
  readonly acknowledgedAt: Date | null
  readonly acknowledgedBy: string | null
}

/** A list that came after the first one, with what it changed. */
export interface ToolListChange {
  readonly list: ToolList
  /** The list that was there before it. */
  readonly before: ToolList
  readonly difference: ToolsDifference
  /** It is the list that was seen last. */
  readonly isCurrent: boolean
}

/** What is known of a server's tools through one proxy. */
export interface ToolHistory {
  /** The list that was seen last; null while none was. */
  readonly current: ToolList | null
  /** Newest first; those that nobody acknowledged count as drift. */
  readonly changes: readonly ToolListChange[]
  /** There may be older lists than these. */
  readonly isCut: boolean
}

/** A server that changes its list all the time would fill a page: this many of the newest lists are read. */
const MOST_LISTS = 30

const LISTS = `
  SELECT id, tools, left_out AS "leftOut", first_seen_at AS "firstSeenAt", last_seen_at AS "lastSeenAt",
    acknowledged_at AS "acknowledgedAt", acknowledged_by AS "acknowledgedBy"
  FROM proxy_tool_list WHERE proxy_id = $1 ORDER BY first_seen_at DESC, id DESC LIMIT ${MOST_LISTS}`

/** Reads the lists of one proxy with what each changed. Inside a transaction pass its client. */
export async function readToolHistory(db: Pick<PoolClient, 'query'>, proxyId: string): Promise<ToolHistory> {
  const { rows } = await db.query<ToolList>(LISTS, [proxyId])
  return toolHistory(rows)
}

/** What of a history nobody acknowledged; null when there is nothing. */
export function openChanges({ changes }: ToolHistory): ToolChanges | null {
  const open = changes.filter(({ list }) => list.acknowledgedAt === null)
  const oldest = open.at(-1)
  return oldest === undefined ? null : { changes: open.length, since: oldest.list.firstSeenAt }
}

/** Derives the history from lists, the newest first by when each was seen first. */
export function toolHistory(lists: readonly ToolList[]): ToolHistory {
  const current = lists.reduce<ToolList | null>(
    (newest, list) => (newest === null || list.lastSeenAt > newest.lastSeenAt ? list : newest),
    null,
  )
  const changes = lists.flatMap((list, index) => {
    const before = listBefore(list, lists.slice(index + 1))
    if (before === null) return []
    return [{ list, before, difference: compareTools(before, list), isCurrent: list === current }]
  })
  return { current, changes, isCut: lists.length >= MOST_LISTS }
}

/** Of the lists that were known when `list` came, the one that was seen last before it. */
function listBefore(list: ToolList, older: readonly ToolList[]): ToolList | null {
  const seen = (one: ToolList) => Math.min(one.lastSeenAt.getTime(), list.firstSeenAt.getTime())
  return older.reduce<ToolList | null>(
    (last, one) => (last === null || seen(one) > seen(last) ? one : last),
    null,
  )
}
