'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'

/** Renders the server's part of the page again when a decision arrives: for a page that waits for the first, not for those that count all. */
export function RefreshOnDecisions() {
  const router = useRouter()
  useQuery({
    queryKey: ['decisions', 'first'],
    initialData: null,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: () => {
      router.refresh()
      return null
    },
  })
  return null
}
