'use client'

import { lazy, Suspense, useState } from 'react'
import { Button } from '@/components/ui/button'
import { ButtonKey } from '@/components/ui/kbd'
import { DenyTool } from './deny-tool-client'
import { DRAFT_BUTTON } from './draft-button'
import { PinCall } from './pin-call-client'

const CandidateDialog = lazy(async () => ({ default: (await import('./candidate-dialog')).CandidateDialog }))

/** Starts a draft from a decision: deny what the policy allows, or allow what it denies, also where a proxy only observed. */
export function DraftFromCall({ id, tool, result }: { id: string; tool: string; result: string }) {
  const [open, setOpen] = useState(false)
  const want = result === 'allowed' ? 'deny' : 'allow'
  return (
    <>
      <Button id={DRAFT_BUTTON} aria-keyshortcuts="r" onClick={() => setOpen(true)}>
        {want === 'deny' ? 'Deny calls like this' : 'Allow calls like this'} <ButtonKey>R</ButtonKey>
      </Button>
      <PinCall id={id} />
      {want === 'deny' && <DenyTool id={id} tool={tool} />}
      <Suspense fallback={null}>
        {open && <CandidateDialog id={id} want={want} onClose={() => setOpen(false)} />}
      </Suspense>
    </>
  )
}
