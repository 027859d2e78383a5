'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { apiRoutes } from '@/lib/routes'

/** Checks and merge states move without any sign in GitHub's lists: while somebody looks at a change, it is asked about. */
const EVERY_MS = 30_000

/** Has the forge asked about an open change while its page is open, and shows what came of it. */
export function KeepFresh({ number }: { number: number }) {
  const router = useRouter()
  useQuery({
    queryKey: ['refresh-change', number],
    refetchInterval: EVERY_MS,
    queryFn: async () => {
      const answer = await fetch(apiRoutes.refreshChange(number), { method: 'POST' })
      if (answer.ok) router.refresh()
      return answer.status
    },
  })
  return null
}
