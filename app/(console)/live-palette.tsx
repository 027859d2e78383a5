'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { Palette } from '@/components/shell/palette'
import type { PaletteItem } from '@/components/shell/palette-item'
import { commandItems, pageItems, toItems } from '@/components/shell/palette-items'
import { routes } from '@/lib/routes'
import { startDraft } from './start-draft'
import { fetchJumpTargets } from './jump-query'

/** The palette with what the server knows. Fetched when it is opened first. */
export function LivePalette({ onClose, openHelp }: { onClose: () => void; openHelp: () => void }) {
  const router = useRouter()
  const [text, setText] = useState('')
  const isCommand = text.startsWith('>')
  const { data, isFetching, isError, isPlaceholderData } = useQuery({
    queryKey: ['jump', text],
    queryFn: ({ signal }) => fetchJumpTargets(text, signal),
    enabled: text.trim() !== '' && !isCommand,
    placeholderData: (before) => before,
  })
  const edit = async ({ path, tool }: { path: string; tool: string }, href: string) => {
    const started = await startDraft(path, [])
    // Without a draft the rule itself says how it stands, and offers to edit it again.
    router.push('id' in started ? routes.draft(started.id, { tool }) : href)
  }
  // Return must not open what was found for another text.
  const found = isPlaceholderData ? (data ?? []).filter(({ label }) => names(label, text)) : (data ?? [])
  const items: PaletteItem[] = isCommand
    ? commandItems(text.slice(1), openHelp)
    : [
        ...(text.trim() === '' ? [] : toItems(found, (draft, href) => void edit(draft, href))),
        ...(/^[#@]/.test(text) ? [] : pageItems(text)),
      ]
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

/** Whether a label has what was typed, without the letter that chooses a kind. */
function names(label: string, text: string): boolean {
  return label.toLowerCase().includes(text.replace(/^[#@]/, '').trim().toLowerCase())
}
