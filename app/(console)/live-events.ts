import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useEffect, useState } from 'react'
import { BAR_TOPICS, livePage, topicOf } from '@/components/shell/live-topics'
import { Redraw } from '@/components/shell/redraw'
import { RowPointer } from '@/components/shell/row-pointer'
import { apiRoutes } from '@/lib/routes'
import { askBar } from './bar-now'

/** Several messages of one batch become one refresh. */
const SETTLE_MS = 400
/** Without the stream the page asks by itself. */
const POLL_MS = 15_000
/** A stream that breaks and is there again is not worth a word. */
const LOST_AFTER_MS = 5000
/** What a page says grows old though nothing moves: ages, and proxies that have fallen silent. */
const OLD_MS = 60_000

interface LivePage {
  /** Makes queries stale whose key begins with one of the topics, or with a list that has one; all of them for `everything`. */
  readonly makeStale: (topics: ReadonlySet<string>) => void
  /** Renders the server's part of the page again, in place. */
  readonly refresh: () => void
  /** Asks again for what the bar says, on a page that is not rendered again. */
  readonly countBar: () => void
  /** The stream is broken for a while, since then; null once it is there again. */
  readonly lost: (since: Date | null) => void
}

/**
 * One event stream per tab: what moved makes queries stale, and pages that the server renders from it are rendered again. While the stream
 * is broken the same is done every 15 s; while nothing moves they are rendered again every minute, and of other pages the bar is. Returns what
 * ends it. Browser only.
 */
export function listenToEvents({ makeStale, refresh, countBar, lost }: LivePage): () => void {
  let heard = new Set<string>()
  let settling: ReturnType<typeof setTimeout> | undefined
  const pointer = new RowPointer()
  const isSeen = () => document.visibilityState === 'visible'
  const draw = new Redraw({
    refresh,
    whenStill: (act) => pointer.whenStill(act),
    isSeen,
    counts: () => livePage(window.location).counted.length > 0,
  })
  let isBarOld = false
  let countedAt = draw.drawnAt
  const countWhenSeen = () => {
    isBarOld = !isSeen()
    if (isBarOld) return
    countedAt = performance.now()
    countBar()
  }
  const settle = () => {
    const topics = heard
    heard = new Set()
    settling = undefined
    makeStale(topics)
    const moves = (shown: readonly string[]) =>
      topics.has('everything') || shown.some((topic) => topics.has(topic))
    const { topics: shown, counted } = livePage(window.location)
    if (moves(shown)) draw.now()
    else {
      if (moves(BAR_TOPICS)) countWhenSeen()
      if (counted.some((topic) => topics.has(topic))) draw.soon()
    }
  }
  const hear = (topic: string) => {
    heard.add(topic)
    settling ??= setTimeout(settle, SETTLE_MS)
  }
  let losing: ReturnType<typeof setTimeout> | undefined
  const open = () => {
    // What moved while the page was on its way was told to nobody.
    const opened = new EventSource(apiRoutes.events({ age: String(Math.ceil(performance.now())) }))
    opened.addEventListener('moved', (event: MessageEvent<string>) => {
      const topic = topicIn(event.data)
      if (topic !== null) hear(topicOf(topic))
    })
    opened.addEventListener('error', () => {
      const since = new Date()
      losing ??= setTimeout(() => lost(since), LOST_AFTER_MS)
    })
    opened.addEventListener('open', () => {
      // What moved while nobody listened was told to nobody.
      if (losing !== undefined) hear('everything')
      clearTimeout(losing)
      losing = undefined
      lost(null)
    })
    return opened
  }
  let stream = open()
  let isOver = false
  const look = async () => {
    if (!isSeen()) return
    const isDrawn = livePage(window.location).topics.length > 0
    const isOldSince = (last: number) => performance.now() - last >= OLD_MS
    if (isBarOld || (!isDrawn && isOldSince(Math.max(draw.drawnAt, countedAt)))) countWhenSeen()
    const isOld = isDrawn && isOldSince(draw.drawnAt)
    if (stream.readyState === EventSource.OPEN && !isOld) return
    if (!(await isAnswering()) || isOver) return
    if (stream.readyState === EventSource.OPEN) {
      draw.now()
      return
    }
    hear('everything')
    // The browser tries again after a cut line, and gives up after an answer such as 502 of what stands in front of Lockstep.
    if (stream.readyState === EventSource.CLOSED) stream = open()
  }
  const lookNow = () => void look()
  const poll = setInterval(lookNow, POLL_MS)
  // Nothing is rendered for a tab that nobody sees.
  document.addEventListener('visibilitychange', lookNow)
  return () => {
    isOver = true
    stream.close()
    clearInterval(poll)
    document.removeEventListener('visibilitychange', lookNow)
    clearTimeout(settling)
    clearTimeout(losing)
    draw.end()
    pointer.end()
  }
}

/**
 * A page that is asked for in vain is lost: Next leaves it for the browser's own error page, or draws the error that came instead. So something
 * smaller is asked first.
 */
function isAnswering(): Promise<boolean> {
  return fetch(apiRoutes.ready(), { cache: 'no-store' }).then(
    ({ ok }) => ok,
    () => false,
  )
}

/** See `listenToEvents`; returns since when nothing is heard. */
export function useLiveEvents(): Date | null {
  const client = useQueryClient()
  const router = useRouter()
  const [lostSince, setLostSince] = useState<Date | null>(null)
  useEffect(
    () =>
      listenToEvents({
        makeStale: (topics) =>
          void client.invalidateQueries({
            predicate: ({ queryKey: [first] }) =>
              topics.has('everything') || [first].flat().some((topic) => topics.has(String(topic))),
          }),
        refresh: () => router.refresh(),
        countBar: askBar,
        lost: setLostSince,
      }),
    [client, router],
  )
  return lostSince
}

/** The topic of a message; checked by hand, because every page would carry a schema library for it. Null for what is no message of ours. */
function topicIn(text: string): string | null {
  try {
    const message: unknown = JSON.parse(text)
    if (typeof message !== 'object' || message === null || !('topic' in message)) return null
    return typeof message.topic === 'string' ? message.topic : null
  } catch {
    return null
  }
}
