'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import type { Refused } from '@/components/ui/refusal'
import type { Started } from './start-draft'

interface Starting {
  readonly isBusy: boolean
  /** Why the last try started none. */
  readonly refused: Refused | null
  readonly begin: () => void
}

/** Starts a draft and goes there; what refuses it is for the person to read. */
export function useStarting(start: () => Promise<Started>, hrefOf: (id: string) => string): Starting {
  const router = useRouter()
  const [isBusy, setIsBusy] = useState(false)
  const [refused, setRefused] = useState<Refused | null>(null)
  const begin = async () => {
    setIsBusy(true)
    setRefused(null)
    const started = await start()
    if ('id' in started) return router.push(hrefOf(started.id))
    setIsBusy(false)
    setRefused(started)
  }
  return { isBusy, refused, begin: () => void begin() }
}
