'use client'

import { useRouter } from 'next/navigation'
import { useAskServer, whyNot } from '@/components/ui/ask-server'
import { ConfirmAction } from '@/components/ui/confirm-action'
import { countOf } from '@/components/ui/format-number'
import { apiRoutes } from '@/lib/routes'

interface AcknowledgeToolsProps {
  readonly proxy: string
  /** Ids of the lists that are on screen. */
  readonly lists: readonly string[]
  /** Older ones are not on screen; they go with them. */
  readonly older: boolean
}

/** Says that the person looked at what changed in the tools of a server. */
export function AcknowledgeTools({ proxy, lists, older }: AcknowledgeToolsProps) {
  const router = useRouter()
  const { postJson } = useAskServer()
  return (
    <ConfirmAction
      verb="Acknowledge"
      title={`Acknowledge ${countOf(lists.length, 'change')} of ${proxy}’s tools?`}
      act={() => postJson(apiRoutes.acknowledgeTools(proxy), { lists, older }).then(whyNot)}
      done={() => router.refresh()}
    >
      {older && 'Older changes than those on screen are acknowledged with them. '}The proxy is not marked any
      more until its server changes its tools again. Nothing about the policy changes. The audit trail keeps
      that it was you.
    </ConfirmAction>
  )
}
