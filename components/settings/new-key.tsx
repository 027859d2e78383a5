'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { fetchedLater } from '@/components/ui/fetched-later'
import type { KeyOffer } from './key-fields'

// Fetched when it is opened first: no page waits for it.
const NewKeyDialog = fetchedLater(
  'The form for a key',
  async () => (await import('./new-key-dialog')).NewKeyDialog,
)

/** Makes a key. */
export function NewKey({ offer }: { offer: KeyOffer }) {
  const [isOpen, setOpen] = useState(false)
  const close = () => setOpen(false)
  return (
    <>
      <Button size="small" aria-haspopup="dialog" aria-expanded={isOpen} onClick={() => setOpen(true)}>
        New key
      </Button>
      {isOpen && <NewKeyDialog offer={offer} onClose={close} onGiveUp={close} />}
    </>
  )
}
