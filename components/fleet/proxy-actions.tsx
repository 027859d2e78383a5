'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { Dialog, DialogClose } from '@/components/ui/dialog'
import { apiRoutes, routes } from '@/lib/routes'
import { postJson } from './ask-server'

/** What administrators may do to a proxy; each asks first. */
export function ProxyActions({ name }: { name: string }) {
  const router = useRouter()
  return (
    <>
      <Confirmed
        verb="Revoke token"
        title={`Revoke the token of ${name}?`}
        address={apiRoutes.revokeToken(name)}
        done={() => router.refresh()}
      >
        Its connector can report nothing and fetch nothing until it enrols again with a new key. The proxy
        goes on with the policy it has.
      </Confirmed>
      <Confirmed
        verb="Retire"
        title={`Retire ${name}?`}
        address={apiRoutes.retireProxy(name)}
        done={() => router.push(routes.fleet())}
      >
        It leaves the counts and its tokens end. Its history stays. The proxy itself is not stopped.
      </Confirmed>
    </>
  )
}

interface ConfirmedProps {
  readonly verb: string
  readonly title: string
  readonly address: string
  readonly done: () => void
  readonly children: React.ReactNode
}

function Confirmed({ verb, title, address, done, children }: ConfirmedProps) {
  const [open, setOpen] = useState(false)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const act = async () => {
    setBusy(true)
    const answer = await postJson(address, {})
    setBusy(false)
    setProblem(answer.ok ? null : answer.detail)
    if (!answer.ok) return
    setOpen(false)
    done()
  }
  return (
    <Dialog
      trigger={<Button>{verb}</Button>}
      title={title}
      description={children}
      open={open}
      onOpenChange={setOpen}
      footer={
        <>
          <DialogClose>
            <Button>Cancel</Button>
          </DialogClose>
          <Button variant="danger" disabled={busy} onClick={() => void act()}>
            {busy ? 'Working…' : verb}
          </Button>
        </>
      }
    >
      {problem !== null && (
        <p role="alert" className="deny">
          {problem}
        </p>
      )}
    </Dialog>
  )
}
