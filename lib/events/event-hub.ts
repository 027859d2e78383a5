import { z } from 'zod'
import type { Database } from '@/lib/db/database'
import { listen } from '@/lib/db/listen'
import { processWide } from '@/lib/process-wide'
import { CHANNEL, TOPICS, type LockstepEvent } from './notify'

const schema = z.object({ repositoryId: z.string(), topic: z.enum(TOPICS), ids: z.array(z.string()) })

type Listener = (event: LockstepEvent) => void

/** The newest event of its kind, with no ids but those that say for whom it is; `at` by the clock that nobody can set. */
interface Heard {
  readonly event: LockstepEvent
  readonly at: number
}

interface Hub {
  readonly listeners: Set<Listener>
  readonly heard: Map<string, Heard>
  stop: AbortController | null
}

/** No page is longer on its way; what it missed in more time it learns by looking anew. */
const LONGEST_MS = 60_000
const MOST_HEARD = 1000

function hub(): Hub {
  return processWide<Hub>('event-hub', () => ({ listeners: new Set(), heard: new Map(), stop: null }))
}

/** What moved in the last `ms`, up to a minute, for a page that was drawn before it listened. */
export function heardWithin(repositoryId: string, ms: number): LockstepEvent[] {
  const since = performance.now() - Math.min(ms, LONGEST_MS)
  return [...hub().heard.values()]
    .filter(
      ({ at, event }) => at >= since && (event.repositoryId === repositoryId || event.topic === 'everything'),
    )
    .map(({ event }) => event)
}

function keep({ repositoryId, topic, ids }: LockstepEvent): void {
  const { heard } = hub()
  const event = { repositoryId, topic, ids: topic === 'drafts' ? ids : [] }
  const at = performance.now()
  heard.set(JSON.stringify(event), { event, at })
  if (heard.size <= MOST_HEARD) return
  for (const [key, { at: then }] of heard) if (then < at - LONGEST_MS) heard.delete(key)
}

/**
 * Hears the events of a repository from all replicas, over one connection for the whole process. `everything` means
 * that messages may have been lost. Returns what ends it; with the last one the connection closes.
 */
export function subscribe(database: Database, repositoryId: string, heard: Listener): () => void {
  const { listeners } = hub()
  const listener: Listener = (event) => {
    if (event.repositoryId === repositoryId) heard(event)
    else if (event.topic === 'everything') heard({ ...event, repositoryId })
  }
  listeners.add(listener)
  start(database)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) stop()
  }
}

function start(database: Database): void {
  const held = hub()
  if (held.stop !== null) return
  held.stop = new AbortController()
  const onMessage = (payload: string) => {
    const event = parse(payload)
    if (event !== null) emit(event)
  }
  const onGap = () => emit({ repositoryId: '', topic: 'everything', ids: [] })
  void listen(database, { channel: CHANNEL, onMessage, onGap }, held.stop.signal)
}

function stop(): void {
  const held = hub()
  held.stop?.abort()
  held.stop = null
}

function emit(event: LockstepEvent): void {
  keep(event)
  for (const listener of hub().listeners) listener(event)
}

/** Null for what a newer replica may send and this one does not know. */
function parse(payload: string): LockstepEvent | null {
  try {
    return schema.safeParse(JSON.parse(payload)).data ?? null
  } catch {
    return null
  }
}
