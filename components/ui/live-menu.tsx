'use client'

import { Menu as Base } from '@base-ui/react/menu'
import { type ReactElement, type ReactNode, useEffect, useRef } from 'react'
import { MenuParts } from './menu-parts'
import { useLandmark } from './use-landmark'

interface LiveMenuProps {
  readonly trigger: ReactElement
  readonly children: ReactNode
  readonly align: 'start' | 'center' | 'end'
  /** What it was opened by before it was there. */
  readonly openedBy: 'pointer' | 'ArrowDown' | 'ArrowUp'
}

/** The menu itself, open when it is fetched. */
export function LiveMenu({ trigger, children, align, openedBy }: LiveMenuProps) {
  const [landmark, settle] = useLandmark()
  const control = useRef<HTMLElement | null>(null)
  // The key chooses the first item or the last, as it will from now on.
  useEffect(() => {
    if (openedBy === 'pointer') return
    control.current?.dispatchEvent(new KeyboardEvent('keydown', { key: openedBy, bubbles: true }))
  }, [openedBy])
  return (
    <Base.Root defaultOpen={openedBy === 'pointer'}>
      <Base.Trigger
        render={trigger}
        ref={(button: HTMLElement | null) => {
          control.current = button
          settle(button)
        }}
      />
      {landmark !== null && (
        <Base.Portal container={landmark}>
          <Base.Positioner className="pos" align={align} sideOffset={6}>
            <Base.Popup className="menu">
              <MenuParts value={Base}>{children}</MenuParts>
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      )}
    </Base.Root>
  )
}
