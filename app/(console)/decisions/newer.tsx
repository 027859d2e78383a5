'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useEffect, useEffectEvent, useRef, useTransition } from 'react'
import { RowPointer } from '@/components/shell/row-pointer'
import { fieldOf } from '@/components/ui/answer-fields'
import { Button } from '@/components/ui/button'
import { countOf } from '@/components/ui/format-number'
import { apiRoutes, type DecisionsQuery } from '@/lib/routes'
import { useArrivals } from './use-arrivals'
import { useInView } from './use-in-view'

/** While the event stream is silent or broken. */
const POLL_MS = 15_000
const LIVE_POLL_MS = 3000

interface NewerProps {
  /** Id of the row that the list begins with. */
  readonly after: string
  readonly search: DecisionsQuery
  readonly live: boolean
  /** A decision of the list is open. */
  readonly isOpen: boolean
  /** Where the newest are, when this page begins with an older one; null when asking for it again brings them. */
  readonly newest: string | null
}

/** Says how many decisions have come since the page was made. The list moves only when a person asks for it, or chose to see it live and is at its top. */
export function Newer({ after, search, live, isOpen, newest }: NewerProps) {
  const router = useRouter()
  const line = useRef<HTMLParagraphElement>(null)
  const pointer = useRef<RowPointer>(null)
  const [busy, refresh] = useTransition()
  const address = apiRoutes.newerDecisions({ ...search, after })
  const { data, isError } = useQuery({
    queryKey: ['decisions', address],
    refetchInterval: live ? LIVE_POLL_MS : POLL_MS,
    queryFn: async () => {
      const response = await fetch(address)
      if (!response.ok) throw new Error(`the server answered ${response.status}`)
      const count = fieldOf(await response.json(), 'count')
      if (typeof count !== 'number') throw new Error('the answer has no count')
      return count
    },
  })
  const count = data ?? 0
  const bring = () =>
    refresh(() => (newest === null ? router.refresh() : router.replace(newest, { scroll: false })))
  const follow = useEffectEvent(bring)
  const isAtTop = useInView(line)
  const follows = live && isAtTop && !isOpen
  useEffect(() => {
    pointer.current = new RowPointer()
    return () => pointer.current?.end()
  }, [])
  useEffect(() => {
    if (!follows || count === 0) return undefined
    const moving = pointer.current
    moving?.whenStill(() => follow())
    return () => moving?.forget()
  }, [follows, count])
  const arrived = useArrivals(after, count)
  // One line in every state: the list below stays where it is, also when the first answer comes.
  return (
    <p className="s dim nwr" ref={line}>
      <span role="status">{isError && 'Lockstep does not answer; this list may be behind.'}</span>
      {!isError && live && (
        <span>{follows ? 'New decisions come in by themselves.' : PAUSED[isOpen ? 'open' : 'scrolled']}</span>
      )}
      {!isError && !live && data === 0 && 'Nothing newer.'}
      {!isError && !follows && count > 0 && (
        <Button size="small" disabled={busy} onClick={bring}>
          {count >= 1000 ? '1,000 or more newer' : countOf(count, 'newer', 'newer')}
        </Button>
      )}
      <span className="sr" role="status">
        {arrived !== null && (
          <span key={arrived.at}>
            {isDenied(search) ? countOf(arrived.count, 'new denial') : countOf(arrived.count, 'new decision')}
          </span>
        )}
      </span>
    </p>
  )
}

const PAUSED = {
  open: 'Paused while a decision is open.',
  scrolled: 'Paused while the top of the log is out of view.',
} as const

function isDenied({ result }: DecisionsQuery): boolean {
  return [result].flat().join() === 'denied'
}
