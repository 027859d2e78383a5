'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { printable } from '@/lib/policy/describe/sentence'
import { routes } from '@/lib/routes'

/** Longest title of a draft: an agent may call a tool anything. */
const LONGEST_TITLE = 256

interface DenyToolButtonProps {
  readonly tool: string
  /** Starts the draft that denies every call of the tool; its id, or null. */
  readonly begin: (title: string) => Promise<string | null>
}

/** Opens the smallest change that denies a tool in the editor, to be submitted as an emergency. */
export function DenyToolButton({ tool, begin }: DenyToolButtonProps) {
  const router = useRouter()
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle')
  const title = `Deny ${printable(tool)} now`
  const start = async () => {
    setState('busy')
    const draft = await begin(title.slice(0, LONGEST_TITLE)).catch(() => null)
    if (draft === null) setState('failed')
    else router.push(routes.draft(draft, { tool, emergency: '1' }))
  }
  return (
    <Button variant="danger" disabled={state === 'busy'} onClick={() => void start()}>
      {state === 'failed' ? 'Could not start a draft, try again' : title}
    </Button>
  )
}
