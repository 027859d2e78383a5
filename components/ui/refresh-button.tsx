'use client'

import { useRouter } from 'next/navigation'
import { type ReactNode, useTransition } from 'react'
import { Button } from './button'

/** Asks the server for the page again, in place. */
export function RefreshButton({ children }: { children: ReactNode }) {
  const router = useRouter()
  const [busy, refresh] = useTransition()
  return (
    <Button size="small" disabled={busy} onClick={() => refresh(() => router.refresh())}>
      {busy ? 'Trying …' : children}
    </Button>
  )
}
