'use client'

import { Dialog } from '@base-ui/react/dialog'
import { type KeyboardEvent, useId, useState } from 'react'
import { Icon } from '@/components/ui/icon'
import { Kbd } from '@/components/ui/kbd'
import type { PaletteItem } from './palette-item'
import { PaletteList } from './palette-list'

interface PaletteProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  text: string
  onText: (text: string) => void
  items: readonly PaletteItem[]
  /** What stands there without items. */
  nothing: string
  onChoose: (item: PaletteItem, inNewTab: boolean) => void
}

/** Search and jump: type, move with the arrows, go with return. */
export function Palette({ open, onOpenChange, text, onText, items, nothing, onChoose }: PaletteProps) {
  const [at, setAt] = useState(0)
  const listId = useId()
  const current = items[Math.min(at, items.length - 1)]
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined && items.length > 0) {
      event.preventDefault()
      setAt((before) => (Math.min(before, items.length - 1) + step + items.length) % items.length)
    }
    if (event.key === 'Enter' && current !== undefined) {
      event.preventDefault()
      onChoose(current, event.metaKey || event.ctrlKey)
    }
  }
  return (
    <Dialog.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
      <Dialog.Portal>
        <Dialog.Backdrop className="veil" />
        <Dialog.Viewport className="dlgpos">
          <Dialog.Popup className="pal">
            <Dialog.Title className="sr">Search or jump to</Dialog.Title>
            <div className="q">
              <Icon name="search" />
              <input
                role="combobox"
                aria-label="Search or jump to"
                aria-expanded={items.length > 0}
                aria-controls={listId}
                aria-autocomplete="list"
                aria-activedescendant={current === undefined ? undefined : `${listId}-${current.id}`}
                autoComplete="off"
                spellCheck={false}
                placeholder="A policy, tool, rule, change, proxy or page"
                value={text}
                onChange={(event) => {
                  setAt(0)
                  onText(event.target.value)
                }}
                onKeyDown={onKeyDown}
              />
              <Dialog.Close className="lk" aria-label="Close">
                <Kbd>esc</Kbd>
              </Dialog.Close>
            </div>
            <PaletteList
              id={listId}
              items={items}
              current={current}
              text={text}
              nothing={nothing}
              onChoose={onChoose}
            />
            <footer className="hide-s">
              <span>
                <Kbd>↑</Kbd> <Kbd>↓</Kbd> move
              </span>
              <span>
                <Kbd>↵</Kbd> open
              </span>
              <span>
                <Kbd>⌘</Kbd> <Kbd>↵</Kbd> open in new tab
              </span>
              <span style={{ marginLeft: 'auto' }}>
                Type <b className="mono">#</b> changes · <b className="mono">@</b> proxies ·{' '}
                <b className="mono">&gt;</b> commands
              </span>
            </footer>
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
