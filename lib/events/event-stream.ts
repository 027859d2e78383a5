import type { Database } from '@/lib/db/database'
import { processWide } from '@/lib/process-wide'
import { heardWithin, subscribe } from './event-hub'
import type { LockstepEvent } from './notify'

const PING_MS = 15_000
/** A role is asked of the forge at most every minute: what an open page hears ends so long after that at the latest. */
const RECHECK_MS = 15_000

export interface StreamOptions {
  readonly database: Database
  readonly repositoryId: string
  /** Whose browser it is. */
  readonly personId: string
  readonly sessionId: string
  /** How long ago the page was asked for that listens: what moved since is told first. Null where nobody asks for that. */
  readonly ageMs: number | null
  /** Aborts when the browser is gone. */
  readonly signal: AbortSignal
  /** Whether the person may still look; asked four times a minute, and at once when the session ended or roles changed. */
  readonly mayLook: () => Promise<boolean>
}

/** Tabs of one person that may listen at the same time; the oldest is closed for one more. */
const MOST_PER_PERSON = 20

/** How to close each stream, with whose it is, the oldest first. */
function openStreams(): Map<() => void, string> {
  return processWide('event-streams', () => new Map<() => void, string>())
}

function makeRoom(personId: string): void {
  const own = [...openStreams()].filter(([, owner]) => owner === personId)
  if (own.length >= MOST_PER_PERSON) own[0]?.[0]()
}

/** Ends every stream of this process, so that it can stop; browsers connect again, to another replica or the next start. */
export function closeEventStreams(): void {
  for (const close of openStreams().keys()) close()
}

/** How many browsers listen to this process. */
export function countEventStreams(): number {
  return openStreams().size
}

/** Server-sent events: topic and ids of what moved, a comment every 15 s so that proxies keep the connection. */
export function openEventStream(options: StreamOptions): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  let close: () => void = () => undefined
  return new ReadableStream({
    start(controller) {
      const write = (text: string) => {
        // A browser that stopped reading must not fill our memory; it asks for everything when it comes back.
        if ((controller.desiredSize ?? 0) < -1000) return close()
        controller.enqueue(encoder.encode(text))
      }
      const check = () => void stillAllowed(options).then((may) => may || close())
      const unsubscribe = subscribe(options.database, options.repositoryId, (event) => {
        if (isFor(event, options.personId)) write(format(event))
        if (concerns(event, options.sessionId)) check()
      })
      const ping = setInterval(() => write(': ping\n\n'), PING_MS)
      const recheck = setInterval(check, RECHECK_MS)
      close = once(() => {
        unsubscribe()
        clearInterval(ping)
        clearInterval(recheck)
        openStreams().delete(close)
        controller.close()
      })
      makeRoom(options.personId)
      openStreams().set(close, options.personId)
      options.signal.addEventListener('abort', close, { once: true })
      // It was gone before we listened, and would never say so again.
      if (options.signal.aborted) return close()
      write('retry: 3000\n\n')
      if (options.ageMs === null) return
      for (const event of heardWithin(options.repositoryId, options.ageMs))
        if (isFor(event, options.personId)) write(format(event))
    },
    cancel: () => close(),
  })
}

/** Nobody else sees what a person drafts, nor has a page to render again for it. */
function isFor({ topic, ids }: LockstepEvent, personId: string): boolean {
  return topic !== 'forge' && (topic !== 'drafts' || ids.length === 0 || ids.includes(personId))
}

function concerns({ topic, ids }: LockstepEvent, sessionId: string): boolean {
  return topic === 'sessions' && (ids.length === 0 || ids.includes(sessionId))
}

/** Not knowing is not a no: the next time asks again, and every answer to a page checks for itself. */
function stillAllowed({ mayLook }: StreamOptions): Promise<boolean> {
  return mayLook().catch(() => true)
}

/** Whose sessions these are is nobody else's business, and whose drafts the person knows; that some of them moved tells a page enough. */
const OF_ONE_PERSON: ReadonlySet<string> = new Set(['drafts', 'sessions'])

function format({ topic, ids }: LockstepEvent): string {
  const told = { topic, ids: OF_ONE_PERSON.has(topic) ? [] : ids }
  return `event: moved\ndata: ${JSON.stringify(told)}\n\n`
}

function once(work: () => void): () => void {
  let done = false
  return () => {
    if (done) return
    done = true
    try {
      work()
    } catch {
      // The browser had closed the stream already.
    }
  }
}
