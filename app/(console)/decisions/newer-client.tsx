'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useTransition } from 'react'
import * as z from 'zod/mini'
import { Button } from '@/components/ui/button'
import { countOf } from '@/components/ui/format-number'
import { apiRoutes, type DecisionsQuery } from '@/lib/routes'

const answer = z.object({ count: z.number() })

/** While the event stream is silent or broken. */
const POLL_MS = 15_000

/** Says how many decisions have come since the page was made; the list moves only when a person asks for it. */
export function Newer({ after, search }: { after: string; search: DecisionsQuery }) {
  const router = useRouter()
  const [busy, refresh] = useTransition()
  const address = apiRoutes.newerDecisions({ ...search, after })
  const { data: count = 0 } = useQuery({
    queryKey: ['decisions', address],
    refetchInterval: POLL_MS,
    queryFn: async () => {
      const response = await fetch(address)
      if (!response.ok) throw new Error(`the server answered ${response.status}`)
      return answer.parse(await response.json()).count
    },
  })
  return (
    <div role="status" style={{ minHeight: 32, padding: '4px 16px' }}>
      {count > 0 && (
        <Button size="small" disabled={busy} onClick={() => refresh(() => router.refresh())}>
          {count >= 1000 ? '1,000 or more newer' : countOf(count, 'newer', 'newer')}
        </Button>
      )}
    </div>
  )
}
