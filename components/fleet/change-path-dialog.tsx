'use client'

import { useRouter } from 'next/navigation'
import { useId, useState } from 'react'
import { useAskServer, whyNot } from '@/components/ui/ask-server'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Refusal, type Refused } from '@/components/ui/refusal'
import { apiRoutes } from '@/lib/routes'

interface ChangePathDialogProps {
  readonly name: string
  /** Relative to the policy root. */
  readonly policy: string
  readonly onClose: () => void
}

/** Asks which policy a proxy is to have. */
export function ChangePathDialog({ name, policy, onClose }: ChangePathDialogProps) {
  const router = useRouter()
  const { postJson } = useAskServer()
  const id = useId()
  const [path, setPath] = useState(policy)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Refused | null>(null)
  const change = async () => {
    setBusy(true)
    const refused = whyNot(await postJson(apiRoutes.changeProxyPath(name), { path }))
    setBusy(false)
    setProblem(refused)
    if (refused !== null) return
    onClose()
    router.refresh()
  }
  return (
    <Dialog
      title={`Change the policy of ${name}`}
      description="Which file it follows is bound to the key that it was enrolled with; changing it is an administrator’s act, kept in its history and in the audit trail. What it should run changes at once."
      open
      onOpenChange={(open) => !open && !busy && onClose()}
      footer={
        <>
          <Button disabled={busy} onClick={onClose}>
            Cancel
          </Button>
          <Button
            variant="primary"
            disabled={busy || path === policy || path === ''}
            onClick={() => void change()}
          >
            {busy ? 'Changing…' : path === policy ? 'Name another policy' : 'Change policy'}
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
