'use client'

import { Popover as Base } from '@base-ui/react/popover'
import type { PopoverProps } from './popover'
import { useLandmark } from './use-landmark'

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
