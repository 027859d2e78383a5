'use client'

import { Button } from '@/components/ui/button'
import { ButtonKey } from '@/components/ui/kbd'
import { Refusal } from '@/components/ui/refusal'
import { routes } from '@/lib/routes'
import { useStarting } from '../use-starting'
import { DenyTool } from './deny-tool-client'
import { DRAFT_BUTTON } from './draft-button'
import { draftOfCall } from './draft-of-call'
import { PinCall } from './pin-call-client'

/**
 * Starts a draft from a decision: deny what the policy allows, or allow what it denies, also where a proxy only observed. How much is chosen
 * in the draft, beside what it does.
 */
export function DraftFromCall({ id, tool, result }: { id: string; tool: string; result: string }) {
  const want = result === 'allowed' ? 'deny' : 'allow'
  const { isBusy, refused, begin } = useStarting(
    () => draftOfCall(id, false),
    (draft) => routes.draft(draft, { view: 'call', tool, d: id }),
  )
  return (
    <>
      <Button id={DRAFT_BUTTON} aria-keyshortcuts="r" disabled={isBusy} onClick={begin}>
        {isBusy ? 'Opening …' : want === 'deny' ? 'Deny calls like this' : 'Allow calls like this'}{' '}
        <ButtonKey>R</ButtonKey>
      </Button>
      <PinCall id={id} />
      {want === 'deny' && <DenyTool id={id} tool={tool} />}
      {refused !== null && <Refusal refused={refused} small />}
    </>
  )
}
