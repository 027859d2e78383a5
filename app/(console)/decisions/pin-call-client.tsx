'use client'

import { useRef } from 'react'
import { Button } from '@/components/ui/button'
import { ButtonKey } from '@/components/ui/kbd'
import { Refusal } from '@/components/ui/refusal'
import type { CreateDraftResult } from '@/lib/changes/create-draft'
import { apiRoutes, routes } from '@/lib/routes'
import { askServer } from '../ask-server'
import { startedBy } from '../start-draft'
import { useStarting } from '../use-starting'
import { PIN_BUTTON } from './draft-button'

interface Pinned {
  readonly draft: CreateDraftResult
  readonly testPath: string
}

/** Opens a draft in which a decision's call is a policy test of its policy. */
export function PinCall({ id }: { id: string }) {
  const file = useRef('')
  const { isBusy, refused, begin } = useStarting(
    async () => {
      const asked = await askServer.postJson(apiRoutes.pinCall(), { d: id })
      return startedBy(asked, (body) => {
        const { draft, testPath } = asPinned(body)
        file.current = testPath
        return draft
      })
    },
    (draft) => routes.draft(draft, { view: 'text', file: file.current }),
  )
  return (
    <>
      <Button id={PIN_BUTTON} aria-keyshortcuts="t" disabled={isBusy} onClick={begin}>
        Pin as policy test <ButtonKey>T</ButtonKey>
      </Button>
      {refused !== null && <Refusal refused={refused} small />}
    </>
  )
}

/** Our own route answers with this. */
function asPinned(value: unknown): Pinned {
  return value as Pinned
}
