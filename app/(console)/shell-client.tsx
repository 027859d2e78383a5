'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useCallback, useEffect, useState } from 'react'
import { listenToGlobalKeys } from '@/components/shell/global-keys'
import { KeyboardHelp } from '@/components/shell/keyboard-help'
import { Palette } from '@/components/shell/palette'
import type { PaletteItem } from '@/components/shell/palette-item'
import { commandItems, pageItems, toItems } from '@/components/shell/palette-items'
import { onShellEvents } from '@/components/shell/shell-events'
import { fetchJumpTargets } from './jump-query'
import { useLiveEvents } from './live-events'

/** What every page of the console has in the browser: the keys, the palette, the help, the one event stream. */
export function ShellClient() {
  const router = useRouter()
  const [isPaletteOpen, setPaletteOpen] = useState(false)
  const [isHelpOpen, setHelpOpen] = useState(false)
  const openPalette = useCallback(() => setPaletteOpen(true), [])
  const openHelp = useCallback(() => setHelpOpen(true), [])
  useLiveEvents()
  useEffect(
    () => listenToGlobalKeys({ goTo: (href) => router.push(href), openPalette, openHelp }),
    [router, openPalette, openHelp],
  )
  useEffect(() => onShellEvents({ palette: openPalette, keyboardHelp: openHelp }), [openPalette, openHelp])
  return (
    <>
      {isPaletteOpen && <LivePalette onClose={() => setPaletteOpen(false)} openHelp={openHelp} />}
      <KeyboardHelp open={isHelpOpen} onOpenChange={setHelpOpen} />
    </>
  )
}

function LivePalette({ onClose, openHelp }: { onClose: () => void; openHelp: () => void }) {
  const router = useRouter()
  const [text, setText] = useState('')
  const isCommand = text.startsWith('>')
  const { data, isFetching, isError } = useQuery({
    queryKey: ['jump', text],
    queryFn: ({ signal }) => fetchJumpTargets(text, signal),
    enabled: text.trim() !== '' && !isCommand,
    placeholderData: (before) => before,
  })
  const items: PaletteItem[] = isCommand
    ? commandItems(text.slice(1), openHelp)
    : [...(text.trim() === '' ? [] : toItems(data ?? [])), ...(/^[#@]/.test(text) ? [] : pageItems(text))]
  const choose = ({ target }: PaletteItem, inNewTab: boolean) => {
    onClose()
    if ('run' in target) target.run()
    else if (inNewTab) window.open(target.href, '_blank', 'noopener')
    else router.push(target.href)
  }
  return (
    <Palette
      open
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
      text={text}
      onText={setText}
      items={items}
      nothing={
        isError
          ? 'The search does not answer; pages still open from the bar above.'
          : isFetching
            ? 'Searching'
            : 'Nothing goes by this name'
      }
      onChoose={choose}
    />
  )
}
