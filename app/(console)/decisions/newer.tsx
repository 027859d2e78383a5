'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useEffect, useTransition } from 'react'
import * as z from 'zod/mini'
import { Button } from '@/components/ui/button'
import { countOf } from '@/components/ui/format-number'
import { apiRoutes, type DecisionsQuery } from '@/lib/routes'

const answer = z.object({ count: z.number() })

/** While the event stream is silent or broken. */
const POLL_MS = 15_000
const LIVE_POLL_MS = 3000

/** Says how many decisions have come since the page was made. The list moves only when a person asks for it, or chose to see it live. */
export function Newer({ after, search, live }: { after: string; search: DecisionsQuery; live: boolean }) {
  const router = useRouter()
  const [busy, refresh] = useTransition()
  const address = apiRoutes.newerDecisions({ ...search, after })
  const { data: count = 0, isError } = useQuery({
    queryKey: ['decisions', address],
    refetchInterval: live ? LIVE_POLL_MS : POLL_MS,
    queryFn: async () => {
      const response = await fetch(address)
      if (!response.ok) throw new Error(`the server answered ${response.status}`)
      return answer.parse(await response.json()).count
    },
  })
  useEffect(() => {
    if (live && count > 0) refresh(() => router.refresh())
  }, [live, count, router])
  if (isError) return <p className="s dim pad">Lockstep does not answer; this list may be behind.</p>
  if (live || count === 0) return null
  return (
    <p className="pad">
      <Button size="small" disabled={busy} onClick={() => refresh(() => router.refresh())}>
        {count >= 1000 ? '1,000 or more newer' : countOf(count, 'newer', 'newer')}
      </Button>
    </p>
  )
}
