'use client'

import { lazy, Suspense, useState } from 'react'
import { Button } from '@/components/ui/button'

const CandidateDialog = lazy(async () => ({ default: (await import('./candidate-dialog')).CandidateDialog }))

/** Starts a draft from a decision: deny what was allowed, or allow what was denied. */
export function DraftFromCall({ id, result }: { id: string; result: string }) {
  const [open, setOpen] = useState(false)
  const want = result === 'denied' ? 'allow' : 'deny'
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        {want === 'deny' ? 'Deny calls like this' : 'Allow calls like this'}
      </Button>
      <Suspense fallback={null}>
        {open && <CandidateDialog id={id} want={want} onClose={() => setOpen(false)} />}
      </Suspense>
    </>
  )
}
