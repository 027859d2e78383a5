'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Note } from '@/components/ui/note'
import type { UpdateDescriptionResult } from '@/lib/changes/update-description'
import { apiRoutes } from '@/lib/routes'

interface OldDescriptionProps {
  readonly number: number
  readonly mayWrite: boolean
}

/** What reviewers read on GitHub is of an earlier push, until its drafter looks or somebody who may write has it brought up to date. */
export function OldDescription({ number, mayWrite }: OldDescriptionProps) {
  const router = useRouter()
  const [failed, setFailed] = useState<string | null>(null)
  const [isBusy, setIsBusy] = useState(false)
  const update = async () => {
    setIsBusy(true)
    const answer = await fetch(apiRoutes.describeChange(number), { method: 'POST' }).catch(() => null)
    const result = answer?.ok === true ? asResult(await answer.json()) : null
    setIsBusy(false)
    setFailed(result === null ? 'It did not work: try again.' : sayFailure(result))
    router.refresh()
  }
  return (
    <Note
      glyph="note"
      tone="drift"
      title="The description on GitHub is of an earlier push."
      action={
        mayWrite && (
          <Button size="small" disabled={isBusy} onClick={() => void update()}>
            {isBusy ? 'Updating…' : 'Update it'}
          </Button>
        )
      }
    >
      {failed ??
        `Lockstep writes only as a person, and only its own part: ${mayWrite ? 'as you, now, or as its drafter when they look at this page.' : 'it waits for its drafter, or somebody who may write, to look at this page.'}`}
    </Note>
  )
}

/** Our own route answers with the verb's result. */
function asResult(value: unknown): UpdateDescriptionResult {
  return value as UpdateDescriptionResult
}

function sayFailure({ kind }: UpdateDescriptionResult): string | null {
  if (kind === 'updated' || kind === 'current') return null
  if (kind === 'taken-out') return 'Somebody took Lockstep’s part out of it: it stays out.'
  return 'GitHub did not take it: try again later.'
}
