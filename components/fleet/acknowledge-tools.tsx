'use client'

import { useRouter } from 'next/navigation'
import { ConfirmAction } from '@/components/ui/confirm-action'
import { countOf } from '@/components/ui/format-number'
import { apiRoutes } from '@/lib/routes'
import { postJson, whyNot } from './ask-server'

interface AcknowledgeToolsProps {
  readonly proxy: string
  /** Ids of the lists that are on screen. */
  readonly lists: readonly string[]
}

/** Says that the person looked at what changed in the tools of a server. */
export function AcknowledgeTools({ proxy, lists }: AcknowledgeToolsProps) {
  const router = useRouter()
  return (
    <ConfirmAction
      verb="Acknowledge"
      title={`Acknowledge ${countOf(lists.length, 'change')} of ${proxy}’s tools?`}
      act={() => postJson(apiRoutes.acknowledgeTools(proxy), { lists }).then(whyNot)}
      done={() => router.refresh()}
    >
      The proxy is not marked any more until its server changes its tools again. Nothing about the policy
      changes. The audit trail keeps that it was you.
    </ConfirmAction>
  )
}
