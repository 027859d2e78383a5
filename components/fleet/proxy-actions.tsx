'use client'

import { useRouter } from 'next/navigation'
import { useAskServer, whyNot } from '@/components/ui/ask-server'
import { LinkButton } from '@/components/ui/button'
import { ConfirmAction } from '@/components/ui/confirm-action'
import { apiRoutes, routes } from '@/lib/routes'
import { ChangePath } from './change-path'

/** What administrators may do to a proxy; each asks first. `policy` is relative to the policy root. */
export function ProxyActions({ name, policy }: { name: string; policy: string }) {
  const router = useRouter()
  const { postJson } = useAskServer()
  return (
    <>
      <ChangePath name={name} policy={policy} />
      <LinkButton href={routes.connect({ policy, name })}>Enrol again</LinkButton>
      <ConfirmAction
        verb="Renew token"
        title={`Renew the token of ${name}?`}
        act={() => postJson(apiRoutes.renewToken(name), {}).then(whyNot)}
        done={() => router.refresh()}
      >
        Its connector takes another one at its next report, at most 30 s from now while it runs, and goes on
        without a break. The present one ends ten minutes later. Was it stolen, revoke it instead.
      </ConfirmAction>
      <ConfirmAction
        verb="Revoke token"
        trigger="danger"
        title={`Revoke the token of ${name}?`}
        act={() => postJson(apiRoutes.revokeToken(name), {}).then(whyNot)}
        done={() => router.refresh()}
      >
        Its connector can report nothing and fetch nothing until it enrols again with a new key. The proxy
        goes on with the policy it has.
      </ConfirmAction>
      <ConfirmAction
        verb="Retire"
        trigger="danger"
        title={`Retire ${name}?`}
        act={() => postJson(apiRoutes.retireProxy(name), {}).then(whyNot)}
        done={() => router.push(routes.fleet())}
      >
        It leaves the counts and its tokens end. Its history stays. The proxy itself is not stopped: to remove
        the connector from the host, stop it there and delete its state directory. Enrolling the name again
        brings it back.
      </ConfirmAction>
    </>
  )
}
