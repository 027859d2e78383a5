'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import type { ReturnResult } from '@/lib/changes/return-to-version'
import { apiRoutes, routes } from '@/lib/routes'

interface ReturnButtonProps {
  /** 40 hex. */
  readonly commit: string
  /** Full repository path. */
  readonly path: string
}

/** Starts a draft that gives the file the content of a commit, and goes there. */
export function ReturnButton({ commit, path }: ReturnButtonProps) {
  const router = useRouter()
  const [state, setState] = useState<'idle' | 'busy' | ReturnResult['kind']>('idle')
  const start = async () => {
    setState('busy')
    const answer = await fetch(apiRoutes.returnToCommit(commit), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ path }),
    }).catch(() => null)
    const result = answer?.ok === true ? asResult(await answer.json()) : null
    if (result?.kind === 'created') router.push(routes.draft(result.id))
    else setState(result?.kind ?? 'not-found')
  }
  return (
    <Button disabled={state === 'busy'} onClick={() => void start()}>
      {state === 'idle' || state === 'busy'
        ? `Draft a return to ${commit.slice(0, 7)}`
        : (SAID[state] ?? FAILED)}
    </Button>
  )
}

const FAILED = 'Could not start a draft, try again'
const SAID: Partial<Record<string, string>> = {
  'nothing-to-return': 'The branch has this content already',
  'too-many': 'You have too many drafts: submit or discard some first',
}

/** Our own route answers with the verb's result. */
function asResult(value: unknown): ReturnResult {
  return value as ReturnResult
}
