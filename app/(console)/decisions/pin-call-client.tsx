'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { ButtonKey } from '@/components/ui/kbd'
import type { CreateDraftResult } from '@/lib/changes/create-draft'
import { apiRoutes, routes } from '@/lib/routes'
import { PIN_BUTTON } from './draft-button'

interface Pinned {
  readonly draft: CreateDraftResult
  readonly testPath: string
}

/** Opens a draft in which a decision's call is a policy test of its policy. */
export function PinCall({ id }: { id: string }) {
  const router = useRouter()
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle')
  const start = async () => {
    setState('busy')
    const pinned = await pin(id).catch(() => null)
    if (pinned?.draft.kind !== 'created') setState('failed')
    else router.push(routes.draft(pinned.draft.id, { view: 'text', file: pinned.testPath }))
  }
  return (
    <Button id={PIN_BUTTON} aria-keyshortcuts="t" disabled={state === 'busy'} onClick={() => void start()}>
      {state === 'failed' ? (
        'Could not pin it: the tests take no further case'
      ) : (
        <>
          Pin as policy test <ButtonKey>T</ButtonKey>
        </>
      )}
    </Button>
  )
}

async function pin(d: string): Promise<Pinned> {
  const answer = await fetch(apiRoutes.pinCall(), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ d }),
  })
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`)
  return asPinned(await answer.json())
}

/** Our own route answers with this. */
function asPinned(value: unknown): Pinned {
  return value as Pinned
}
