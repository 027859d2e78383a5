'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useEffect, useTransition } from 'react'
import { fieldOf } from '@/components/ui/answer-fields'
import { Button } from '@/components/ui/button'
import { countOf } from '@/components/ui/format-number'
import { apiRoutes, type DecisionsQuery } from '@/lib/routes'

/** While the event stream is silent or broken. */
const POLL_MS = 15_000
const LIVE_POLL_MS = 3000

interface NewerProps {
  readonly after: string
  readonly search: DecisionsQuery
  readonly live: boolean
  /** Where the newest are, when this page begins with an older one; null when asking for it again brings them. */
  readonly newest: string | null
}

/** Says how many decisions have come since the page was made. The list moves only when a person asks for it, or chose to see it live. */
export function Newer({ after, search, live, newest }: NewerProps) {
  const router = useRouter()
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
  useEffect(() => {
    if (live && count > 0) refresh(() => router.refresh())
  }, [live, count, router])
  // One line in every state: the list below stays where it is, also when the first answer comes.
  return (
    <p className="s dim nwr">
      {isError ? (
        'Lockstep does not answer; this list may be behind.'
      ) : live ? (
        'New decisions come in by themselves.'
      ) : count === 0 ? (
        data === 0 && 'Nothing newer.'
      ) : (
        <Button
          size="small"
          disabled={busy}
          onClick={() =>
            refresh(() => (newest === null ? router.refresh() : router.replace(newest, { scroll: false })))
          }
        >
          {count >= 1000 ? '1,000 or more newer' : countOf(count, 'newer', 'newer')}
        </Button>
      )}
    </p>
  )
}
