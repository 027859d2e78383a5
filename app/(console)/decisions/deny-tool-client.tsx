'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { routes } from '@/lib/routes'
import { draftOfCall } from './draft-of-call'

/** Opens the smallest change that denies every call of a decision's tool, to be submitted as an emergency. */
export function DenyTool({ id, tool }: { id: string; tool: string }) {
  const router = useRouter()
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle')
  const start = async () => {
    setState('busy')
    const draft = await draftOfCall(id, true)
    if (draft === null) setState('failed')
    else router.push(routes.draft(draft, { tool, emergency: '1' }))
  }
  return (
    <Button variant="danger" disabled={state === 'busy'} onClick={() => void start()}>
      {state === 'failed' ? 'Could not start a draft, try again' : `Deny ${tool} now`}
    </Button>
  )
}
