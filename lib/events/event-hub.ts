import { z } from 'zod'
import type { Database } from '@/lib/db/database'
import { listen } from '@/lib/db/listen'
import { processWide } from '@/lib/process-wide'
import { CHANNEL, TOPICS, type LockstepEvent } from './notify'

const schema = z.object({ repositoryId: z.string(), topic: z.enum(TOPICS), ids: z.array(z.string()) })

type Listener = (event: LockstepEvent) => void

interface Hub {
  readonly listeners: Set<Listener>
  stop: AbortController | null
}

function hub(): Hub {
  return processWide<Hub>('event-hub', () => ({ listeners: new Set(), stop: null }))
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
