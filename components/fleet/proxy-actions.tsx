'use client'

import { useRouter } from 'next/navigation'
import { ConfirmAction } from '@/components/ui/confirm-action'
import { apiRoutes, routes } from '@/lib/routes'
import { postJson, whyNot } from './ask-server'

/** What administrators may do to a proxy; each asks first. */
export function ProxyActions({ name }: { name: string }) {
  const router = useRouter()
  return (
    <>
      <ConfirmAction
        verb="Revoke token"
        title={`Revoke the token of ${name}?`}
        act={() => postJson(apiRoutes.revokeToken(name), {}).then(whyNot)}
        done={() => router.refresh()}
      >
        Its connector can report nothing and fetch nothing until it enrols again with a new key. The proxy
        goes on with the policy it has.
      </ConfirmAction>
      <ConfirmAction
        verb="Retire"
        title={`Retire ${name}?`}
        act={() => postJson(apiRoutes.retireProxy(name), {}).then(whyNot)}
        done={() => router.push(routes.fleet())}
      >
        It leaves the counts and its tokens end. Its history stays. The proxy itself is not stopped.
      </ConfirmAction>
    </>
  )
}
