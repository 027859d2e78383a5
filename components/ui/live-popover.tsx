'use client'

import { Popover as Base } from '@base-ui/react/popover'
import type { ComponentProps, ReactElement, ReactNode } from 'react'
import { useLandmark } from './use-landmark'

export interface PopoverProps {
  /** The button that opens it. */
  trigger: ReactElement<ComponentProps<'button'>>
  title: string
  children: ReactNode
  align?: 'start' | 'center' | 'end'
  /** With `onOpenChange`: left out when it opens and closes by itself. */
  open?: boolean
  onOpenChange?: (open: boolean) => void
}

/** The panel itself, open when it is fetched. */
export function LivePopover({ trigger, title, children, align = 'start', open, onOpenChange }: PopoverProps) {
  const [landmark, settle] = useLandmark()
  return (
    <Base.Root defaultOpen open={open} onOpenChange={onOpenChange}>
      <Base.Trigger render={trigger} ref={settle} />
      {landmark !== null && (
        <Base.Portal container={landmark}>
          <Base.Positioner className="pos" align={align} sideOffset={6}>
            <Base.Popup className="pop">
              <Base.Title>{title}</Base.Title>
              {children}
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      )}
    </Base.Root>
  )
}
