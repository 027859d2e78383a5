'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { ButtonKey } from '@/components/ui/kbd'
import { routes } from '@/lib/routes'
import { DenyTool } from './deny-tool-client'
import { DRAFT_BUTTON } from './draft-button'
import { draftOfCall } from './draft-of-call'
import { PinCall } from './pin-call-client'

/**
 * Starts a draft from a decision: deny what the policy allows, or allow what it denies, also where a proxy only observed. How much is chosen
 * in the draft, beside what it does.
 */
export function DraftFromCall({ id, tool, result }: { id: string; tool: string; result: string }) {
  const router = useRouter()
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle')
  const want = result === 'allowed' ? 'deny' : 'allow'
  const begin = async () => {
    setState('busy')
    const draft = await draftOfCall(id, false)
    if (draft === null) setState('failed')
    else router.push(routes.draft(draft, { view: 'call', tool, d: id }))
  }
  return (
    <>
      <Button
        id={DRAFT_BUTTON}
        aria-keyshortcuts="r"
        disabled={state === 'busy'}
        onClick={() => void begin()}
      >
        {state === 'busy' ? 'Opening …' : want === 'deny' ? 'Deny calls like this' : 'Allow calls like this'}{' '}
        <ButtonKey>R</ButtonKey>
      </Button>
      <PinCall id={id} />
      {want === 'deny' && <DenyTool id={id} tool={tool} />}
      {state === 'failed' && (
        <p className="s deny" role="alert">
          No draft was started. The branch may have no policy for this call that can be edited.
        </p>
      )}
    </>
  )
}
