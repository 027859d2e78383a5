'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { ButtonKey } from '@/components/ui/kbd'
import type { CreateDraftResult } from '@/lib/changes/create-draft'
import { apiRoutes, routes } from '@/lib/routes'

interface StartDraftProps {
  /** A key of the page presses it by this. */
  readonly id: string
  readonly word: string
  /** That key, in capitals: it stands on the button. */
  readonly shortcut?: string
  /** Full repository paths of the files that the draft begins with; one that git does not have begins with this text. */
  readonly files: readonly (string | { readonly path: string; readonly text: string })[]
  readonly variant?: 'primary' | 'outline'
  readonly size?: 'small'
}

/** Starts a draft and goes there. */
export function StartDraft({ id, word, shortcut, files, variant = 'primary', size }: StartDraftProps) {
  const router = useRouter()
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle')
  const start = async () => {
    setState('busy')
    const answer = await fetch(apiRoutes.drafts(), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        files: files.map((file) => (typeof file === 'string' ? { basePath: file } : file)),
      }),
    }).catch(() => null)
    const result = answer?.ok === true ? asResult(await answer.json()) : null
    if (result?.kind === 'created') router.push(routes.draft(result.id))
    else setState('failed')
  }
  return (
    <Button
      id={id}
      variant={variant}
      size={size}
      aria-keyshortcuts={shortcut?.toLowerCase()}
      disabled={state === 'busy'}
      onClick={() => void start()}
    >
      {state === 'failed' ? 'Could not start a draft, try again' : word}
      {shortcut !== undefined && <ButtonKey>{shortcut}</ButtonKey>}
    </Button>
  )
}

/** Our own route answers with the verb's result. */
function asResult(value: unknown): CreateDraftResult {
  return value as CreateDraftResult
}
