'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import type { RevertResult } from '@/lib/changes/revert-change'
import { apiRoutes, routes } from '@/lib/routes'

interface RevertButtonProps {
  readonly commit: string
  /** Of the change. */
  readonly title: string
  readonly word?: string
  readonly small?: boolean
  readonly isDanger?: boolean
}

/** Starts a draft that restores what a commit changed, and goes there. */
export function RevertButton({
  commit,
  title,
  word = 'Draft a revert',
  small = false,
  isDanger = false,
}: RevertButtonProps) {
  const router = useRouter()
  const [label, setLabel] = useState(word)
  const start = async () => {
    const answer = await fetch(apiRoutes.revertCommit(commit), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ title: `Revert "${title}"`.slice(0, 256) }),
    }).catch(() => null)
    const result = answer?.ok === true ? asResult(await answer.json()) : null
    if (result?.kind === 'created') router.push(routes.draft(result.id))
    else setLabel(sayFailure(result))
  }
  return (
    <Button
      size={small ? 'small' : undefined}
      variant={isDanger ? 'danger' : undefined}
      onClick={() => void start()}
    >
      {label}
      {small && <span className="sr"> {title}</span>}
    </Button>
  )
}

/** Why there is no draft, short enough for a button. */
function sayFailure(result: RevertResult | null): string {
  switch (result?.kind) {
    case 'nothing':
      return 'Nothing to restore: the policies are as before'
    case 'no-file':
      return `${result.path} is no text that can be edited`
    case 'too-large':
      return 'Too large for a draft'
    case 'too-many':
      return `Submit or discard one of your ${result.most} drafts first`
    case 'not-found':
      return 'Nothing stood before it'
    default:
      return 'Did not work, try again'
  }
}

/** Our own route answers with the verb's result. */
function asResult(value: unknown): RevertResult {
  return value as RevertResult
}
