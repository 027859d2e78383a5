'use client'

import { useRouter } from 'next/navigation'
import { useId, useState } from 'react'
import { useAskServer, whyNot } from '@/components/ui/ask-server'
import { Button } from '@/components/ui/button'
import { Dialog, DialogClose } from '@/components/ui/dialog'
import { Refusal, type Refused } from '@/components/ui/refusal'
import { apiRoutes } from '@/lib/routes'

/** Gives a proxy another policy; for administrators. Paths relative to the policy root. */
export function ChangePath({ name, policy }: { name: string; policy: string }) {
  const router = useRouter()
  const { postJson } = useAskServer()
  const id = useId()
  const [open, setOpen] = useState(false)
  const [path, setPath] = useState(policy)
  const [problem, setProblem] = useState<Refused | null>(null)
  const change = async () => {
    const refused = whyNot(await postJson(apiRoutes.changeProxyPath(name), { path }))
    setProblem(refused)
    if (refused !== null) return
    setOpen(false)
    router.refresh()
  }
  return (
    <Dialog
      trigger={<Button>Change policy</Button>}
      title={`Change the policy of ${name}`}
      description="Which file it follows is bound to the key that it was enrolled with; changing it is an administrator’s act, kept in its history and in the audit trail. What it should run changes at once."
      open={open}
      onOpenChange={(next) => {
        setOpen(next)
        setPath(policy)
        setProblem(null)
      }}
      footer={
        <>
          <DialogClose>
            <Button>Cancel</Button>
          </DialogClose>
          <Button variant="primary" disabled={path === policy || path === ''} onClick={() => void change()}>
            {path === policy ? 'Name another policy' : 'Change policy'}
          </Button>
        </>
      }
    >
      <label htmlFor={id}>Policy, below the policy root</label>
      <input
        id={id}
        className="in mono"
        value={path}
        spellCheck={false}
        autoComplete="off"
        onChange={({ target }) => setPath(target.value.trim())}
      />
      {problem !== null && <Refusal refused={problem} />}
    </Dialog>
  )
}
