'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { routes } from '@/lib/routes'
import { startDraft } from '../drafts/start-draft'
import { fetchCandidates } from './fetch-candidates'

/** Opens the smallest change that denies every call of a decision's tool, to be submitted as an emergency. */
export function DenyTool({ id, tool }: { id: string; tool: string }) {
  const router = useRouter()
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle')
  const start = async () => {
    setState('busy')
    const draft = await draftOf(id, `Deny ${tool} now`).catch(() => null)
    if (draft === null) setState('failed')
    else router.push(routes.draft(draft, { tool, emergency: '1' }))
  }
  return (
    <Button variant="danger" disabled={state === 'busy'} onClick={() => void start()}>
      {state === 'failed' ? 'Could not start a draft, try again' : `Deny ${tool} now`}
    </Button>
  )
}

async function draftOf(id: string, title: string): Promise<string | null> {
  const { path, candidates } = await fetchCandidates(id, 'deny')
  // The broadest comes last: every call of the tool.
  const every = candidates.at(-1)
  return every === undefined ? null : startDraft(path, every.edits, title)
}
