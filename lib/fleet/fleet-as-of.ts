import type { Context } from '@/lib/context'
import type { FleetParts } from './fleet-parts'
import type { GitView } from './git-view'
import type { FleetThen, ProxyThen } from './proxy-then'
import { readThen } from './read-then'

/** What the fleet ran at an instant, from loads and ref updates that were recorded; nothing learned later is used. */
export async function fleetAsOf({
  ctx,
  parts,
  input: { at, name },
}: {
  ctx: Context
  parts: FleetParts
  input: { at: Date; name?: string }
}): Promise<FleetThen> {
  const view = await parts.git.read(ctx)
  if (name !== undefined)
    return answerOf(parts, view, at, await readThen(ctx, parts, view, { at, scope: { name } }))
  await parts.proxies.read({ ctx })
  // What comes in while it is read makes the next answer look again.
  const { facts } = parts.proxies
  const kept = view.past.get(at)
  const changed = kept === null ? null : parts.proxies.changedSince(kept.facts)
  if (kept !== null && changed?.length === 0) return kept.answer
  const before = kept !== null && changed !== null ? { proxies: kept.proxies, changed } : null
  const proxies = await proxiesThen(ctx, parts, view, at, before)
  const answer = answerOf(parts, view, at, proxies)
  view.past.keep(at, { facts, proxies, answer })
  return answer
}

/** Of more proxies than this share of them, the whole fleet is read sooner. */
const MOST_CHANGED = 0.2

/**
 * What was recorded of an instant changes only by what is told late, or by a proxy's own registration: only the proxies of which anything new
 * is known are read again, so that a busy fleet costs the past what it costs the present.
 */
async function proxiesThen(
  ctx: Context,
  parts: FleetParts,
  view: GitView,
  at: Date,
  before: { readonly proxies: ReadonlyMap<string, ProxyThen>; readonly changed: readonly string[] } | null,
): Promise<ReadonlyMap<string, ProxyThen>> {
  const all = () => readThen(ctx, parts, view, { at, scope: 'all' })
  if (before === null || before.changed.length > before.proxies.size * MOST_CHANGED) return all()
  const { proxies, changed } = before
  const read = await readThen(ctx, parts, view, { at, scope: { ids: changed } })
  // Another name or another proxy has another place in the list.
  const isPlaced = changed.every((id) => proxies.get(id)?.name === read.get(id)?.name)
  if (!isPlaced) return all()
  const renewed = new Map(proxies)
  for (const [id, proxy] of read) renewed.set(id, proxy)
  return renewed
}

function answerOf(
  { source }: FleetParts,
  { times }: GitView,
  at: Date,
  byId: ReadonlyMap<string, ProxyThen>,
): FleetThen {
  const proxies = [...byId.values()]
  return {
    at,
    tip: times.tipAt(source.defaultBranch, at),
    moves: times.movesAround(source.defaultBranch, at),
    recorded: times.movesOf(source.defaultBranch),
    proxies,
    total: proxies.length,
    inSync: proxies.filter(({ state }) => state === 'in-sync').length,
  }
}
