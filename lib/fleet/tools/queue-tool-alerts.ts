import type { Context, SystemActor } from '@/lib/context'
import { routes } from '@/lib/routes'
import { readToolHistory, type ToolListChange } from './tool-history'

/** The body of a message that tells of changed tools, in JSON. Names come from servers: show them as text. */
export interface ToolAlertBody {
  readonly event: 'tools-changed'
  readonly at: string
  readonly proxy: string
  readonly environment: string
  readonly labels: Readonly<Record<string, string>>
  /** Full repository path. */
  readonly policy: string
  readonly sentence: string
  /** At most 50 names each. */
  readonly added: readonly string[]
  readonly removed: readonly string[]
  readonly changed: readonly string[]
  /** What changed, on the proxy's page. */
  readonly url: string
}

const MOST_NAMES = 50

interface ToldProxy {
  readonly listId: string
  readonly proxyId: string
  readonly name: string
  readonly environment: string
  readonly labels: Readonly<Record<string, string>>
  readonly policyPath: string
}

/** Lists that nobody acknowledged and that were not told; they are told by this. */
const TAKE = `
  UPDATE proxy_tool_list t SET told_at = $2 FROM proxy p
  WHERE p.id = t.proxy_id AND t.told_at IS NULL AND t.id IN (
    SELECT l.id FROM proxy_tool_list l JOIN proxy q ON q.id = l.proxy_id
    WHERE q.repository_id = $1 AND q.retired_at IS NULL AND l.told_at IS NULL AND l.acknowledged_at IS NULL
    ORDER BY l.first_seen_at, l.id LIMIT 500)
  RETURNING t.id AS "listId", p.id AS "proxyId", p.name, p.environment, p.labels, p.policy_path AS "policyPath"`

const QUEUE = `
  INSERT INTO alert_message (repository_id, proxy_id, event, body, created_at, next_try_at)
  SELECT $1, id, 'tools-changed', body, $4, $4 FROM unnest($2::uuid[], $3::text[]) AS message (id, body)`

/** Queues a message for each list of tools that changed something and was acknowledged by nobody, once; returns how many. */
export async function queueToolAlerts({
  ctx,
  baseUrl,
}: {
  ctx: Context<SystemActor>
  baseUrl: string
}): Promise<number> {
  return ctx.db.transaction(async (client) => {
    const { rows: told } = await client.query<ToldProxy>(TAKE, [ctx.repositoryId, ctx.now])
    const messages: { readonly proxyId: string; readonly body: ToolAlertBody }[] = []
    for (const one of told) {
      const { changes } = await readToolHistory(client, one.proxyId)
      const change = changes.find(({ list }) => list.id === one.listId)
      if (change !== undefined)
        messages.push({ proxyId: one.proxyId, body: bodyOf(ctx, one, change, baseUrl) })
    }
    if (messages.length === 0) return 0
    const ids = messages.map(({ proxyId }) => proxyId)
    const bodies = messages.map(({ body }) => JSON.stringify(body))
    await client.query(QUEUE, [ctx.repositoryId, ids, bodies, ctx.now])
    return messages.length
  })
}

function bodyOf(
  { now }: Context,
  { name, environment, labels, policyPath }: ToldProxy,
  { difference }: ToolListChange,
  baseUrl: string,
): ToolAlertBody {
  const { added, removed, changed, unseen } = difference
  const counts = [
    `${added.length} new`,
    `${removed.length} gone`,
    `${changed.length} changed`,
    ...(unseen ? ['others not known'] : []),
  ]
  return {
    event: 'tools-changed',
    at: now.toISOString(),
    proxy: name,
    environment,
    labels,
    policy: policyPath,
    sentence: `Its server changed its tools: ${counts.join(', ')}.`,
    added: added.slice(0, MOST_NAMES),
    removed: removed.slice(0, MOST_NAMES),
    changed: changed.slice(0, MOST_NAMES).map((tool) => tool.name),
    url: `${baseUrl}${routes.proxy(name, 'tools')}`,
  }
}
