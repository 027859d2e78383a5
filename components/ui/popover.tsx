'use client'

import { Popover as Base } from '@base-ui/react/popover'
import type { ReactElement, ReactNode } from 'react'
import { useLandmark } from './use-landmark'

interface PopoverProps {
  trigger: ReactElement
  /** Names it for screen readers; shown when `showTitle`. */
  title: string
  showTitle?: boolean
  children: ReactNode
  align?: 'start' | 'center' | 'end'
  /** With `onOpenChange`: left out when it opens and closes by itself. */
  open?: boolean
  onOpenChange?: (open: boolean) => void
}

/** A small panel beside the control that opens it. */
export function Popover({
  trigger,
  title,
  showTitle = true,
  children,
  align = 'start',
  ...opening
}: PopoverProps) {
  const [landmark, settle] = useLandmark()
  return (
    <Base.Root {...opening}>
      <Base.Trigger render={trigger} ref={settle} />
      <Base.Portal {...(landmark === null ? {} : { container: landmark })}>
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
