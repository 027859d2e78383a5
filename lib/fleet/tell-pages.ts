import type { Context } from '@/lib/context'
import { notify } from '@/lib/events/notify'
import { processWide } from '@/lib/process-wide'

/** A merge makes thousands of proxies report within seconds; pages look again at most this often. */
const QUIET_MS = 2_000
/** More names than this are told as "any of them". */
const MOST_NAMES = 50

interface News {
  readonly names: Set<string>
  isPlanned: boolean
}

/** Tells open pages and other replicas that something about a proxy moved, together with what else moves in the next two seconds. */
export function tellPages(ctx: Pick<Context, 'db' | 'repositoryId'>, proxyName: string): void {
  const news = processWide<News>('fleet-news', () => ({ names: new Set(), isPlanned: false }))
  news.names.add(proxyName)
  if (news.isPlanned) return
  news.isPlanned = true
  const tell = () => {
    const names = [...news.names]
    news.names.clear()
    news.isPlanned = false
    // Pages that were not told ask again by themselves.
    notify(ctx, 'fleet', names.length > MOST_NAMES ? [] : names).catch(() => undefined)
  }
  setTimeout(tell, QUIET_MS).unref()
}
