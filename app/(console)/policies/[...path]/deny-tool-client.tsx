'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import type { Edit } from '@/lib/policy/edit/edits'
import { routes } from '@/lib/routes'
import { startDraft } from '../../drafts/start-draft'

interface DenyToolProps {
  /** Full repository path of the policy. */
  readonly path: string
  readonly tool: string
  /** The smallest edits that deny every call of the tool. */
  readonly edits: readonly Edit[]
}

/** Opens the smallest change that denies a tool in the editor, to be submitted as an emergency. */
export function DenyTool({ path, tool, edits }: DenyToolProps) {
  const router = useRouter()
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle')
  const start = async () => {
    setState('busy')
    const draft = await startDraft(path, edits, `Deny ${tool} now`).catch(() => null)
    if (draft === null) setState('failed')
    else router.push(routes.draft(draft, { tool, emergency: '1' }))
  }
  return (
    <Button variant="danger" disabled={state === 'busy'} onClick={() => void start()}>
      {state === 'failed' ? 'Could not start a draft, try again' : `Deny ${tool} now`}
    </Button>
  )
}
