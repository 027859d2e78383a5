'use client'

import { useState } from 'react'
import { Button } from '@/components/ui/button'
import { fetchedLater } from '@/components/ui/fetched-later'

// Fetched when it is opened first: no page waits for it.
const ChangePathDialog = fetchedLater(
  'The change of the policy',
  async () => (await import('./change-path-dialog')).ChangePathDialog,
)

/** Gives a proxy another policy; for administrators. Paths relative to the policy root. */
export function ChangePath(proxy: { name: string; policy: string }) {
  const [isOpen, setOpen] = useState(false)
  const close = () => setOpen(false)
  return (
    <>
      <Button aria-haspopup="dialog" aria-expanded={isOpen} onClick={() => setOpen(true)}>
        Change policy
      </Button>
      {isOpen && <ChangePathDialog {...proxy} onClose={close} onGiveUp={close} />}
    </>
  )
}
