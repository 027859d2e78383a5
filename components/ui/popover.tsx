'use client'

import { Popover as Base } from '@base-ui/react/popover'
import type { ReactElement, ReactNode } from 'react'

interface PopoverProps {
  trigger: ReactElement
  /** Names it for screen readers; shown when `showTitle`. */
  title: string
  showTitle?: boolean
  children: ReactNode
  align?: 'start' | 'center' | 'end'
}

/** A small panel beside the control that opens it. */
export function Popover({ trigger, title, showTitle = true, children, align = 'start' }: PopoverProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className="pos" align={align} sideOffset={6}>
          <Base.Popup className="pop">
            <Base.Title className={showTitle ? undefined : 'sr'}>{title}</Base.Title>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
