'use client'

import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { requireText } from '@/components/ui/answer-fields'
import { useAskServer } from '@/components/ui/ask-server'
import { Button } from '@/components/ui/button'
import { Dialog } from '@/components/ui/dialog'
import { Refusal, type Refused } from '@/components/ui/refusal'
import { helpAddress } from '@/lib/help-topics'
import { apiRoutes } from '@/lib/routes'
import { KeyFields, readKeyWish, type KeyOffer } from './key-fields'
import { MadeKeyText } from './made-key'

interface Made {
  readonly key: string
  readonly expiresAt: string
}

const NO_MODE: Refused = { detail: 'Choose at least one mode.', help: helpAddress('modes') }

/** Asks what a key is for. Its text lives in this dialog only and is gone when it closes. */
export function NewKeyDialog({ offer, onClose }: { offer: KeyOffer; onClose: () => void }) {
  const router = useRouter()
  const { postJson } = useAskServer()
  const [shown, setShown] = useState<Made | null>(null)
  const [problem, setProblem] = useState<Refused | null>(null)
  const [busy, setBusy] = useState(false)
  const make = async (form: FormData) => {
    const wish = readKeyWish(form)
    if (wish.scope.modes.length === 0) return setProblem(NO_MODE)
    setBusy(true)
    const answer = await postJson(apiRoutes.keys(), wish)
    setBusy(false)
    if (!answer.ok) return setProblem(answer)
    setProblem(null)
    setShown({ key: requireText(answer.body, 'key'), expiresAt: requireText(answer.body, 'expiresAt') })
    router.refresh()
  }
  return (
    <Dialog
      title={shown === null ? 'New enrolment key' : 'Key, shown once'}
      description={
        shown === null
          ? 'What the proxies that enrol with it may be. Each then holds a token of its own.'
          : 'Lockstep keeps only a hash of it: closing this window is the last you see of it.'
      }
      open
      // Its answer is the only time that the key is shown.
      onOpenChange={(open) => !open && !busy && onClose()}
      footer={
        <>
          <Button disabled={busy} onClick={onClose}>
            {shown === null ? 'Cancel' : 'Done'}
          </Button>
          {shown === null && (
            <Button type="submit" form="new-key" variant="primary" disabled={busy}>
              {busy ? 'Making the key…' : 'Make the key'}
            </Button>
          )}
        </>
      }
    >
      {shown === null ? (
        <form
          id="new-key"
          onSubmit={(event) => {
            event.preventDefault()
            void make(new FormData(event.currentTarget))
          }}
        >
          <KeyFields offer={offer} />
          {problem !== null && <Refusal refused={problem} />}
        </form>
      ) : (
        <MadeKeyText text={shown.key} expiresAt={new Date(shown.expiresAt)} />
      )}
    </Dialog>
  )
}
