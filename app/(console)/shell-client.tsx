'use client'

import { useRouter } from 'next/navigation'
import { useCallback, useEffect, useState } from 'react'
import { BehindNote } from '@/components/shell/behind-note'
import { listenToGlobalKeys } from '@/components/shell/global-keys'
import { listenToRowLinks } from '@/components/shell/row-links'
import { onShellEvents } from '@/components/shell/shell-events'
import { fetchedLater } from '@/components/ui/fetched-later'
import { useLiveEvents } from './live-events'

// Dialogs are fetched when they are opened first: no page waits for them.
const LivePalette = fetchedLater('The search', async () => (await import('./live-palette')).LivePalette)
const KeyboardHelp = fetchedLater(
  'The keyboard help',
  async () => (await import('@/components/shell/keyboard-help')).KeyboardHelp,
)

/** What every page of the console has in the browser: the keys, the palette, the help, the one event stream. */
export function ShellClient() {
  const router = useRouter()
  const [isPaletteOpen, setPaletteOpen] = useState(false)
  const [isHelpOpen, setHelpOpen] = useState(false)
  const openPalette = useCallback(() => setPaletteOpen(true), [])
  const closePalette = useCallback(() => setPaletteOpen(false), [])
  const openHelp = useCallback(() => setHelpOpen(true), [])
  const lostSince = useLiveEvents()
  useEffect(
    () => listenToGlobalKeys({ goTo: (href) => router.push(href), openPalette, openHelp }),
    [router, openPalette, openHelp],
  )
  useEffect(() => listenToRowLinks((href, options) => router.push(href, options)), [router])
  useEffect(() => onShellEvents({ palette: openPalette, keyboardHelp: openHelp }), [openPalette, openHelp])
  return (
    <>
      <BehindNote since={lostSince} />
      {isPaletteOpen && <LivePalette onClose={closePalette} openHelp={openHelp} onGiveUp={closePalette} />}
      {isHelpOpen && <KeyboardHelp open onOpenChange={setHelpOpen} onGiveUp={() => setHelpOpen(false)} />}
    </>
  )
}
