'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import type { CreateDraftResult } from '@/lib/changes/create-draft'
import { apiRoutes, routes } from '@/lib/routes'
import { EDIT_BUTTON } from '@/components/policy/edit-button-id'

/** Starts a draft of a policy and goes there. `path` is the full repository path. */
export function EditButton({ path }: { path: string }) {
  const router = useRouter()
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle')
  const start = async () => {
    setState('busy')
    const answer = await fetch(apiRoutes.drafts(), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ files: [{ basePath: path }] }),
    }).catch(() => null)
    const result = answer?.ok === true ? asResult(await answer.json()) : null
    if (result?.kind === 'created') router.push(routes.draft(result.id))
    else setState('failed')
  }
  return (
    <Button id={EDIT_BUTTON} variant="primary" disabled={state === 'busy'} onClick={() => void start()}>
      {state === 'failed' ? 'Could not start a draft, try again' : 'Edit'}
    </Button>
  )
}

/** Our own route answers with the verb's result. */
function asResult(value: unknown): CreateDraftResult {
  return value as CreateDraftResult
}
