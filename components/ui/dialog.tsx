'use client'

import { Dialog as Base } from '@base-ui/react/dialog'
import { type ReactNode, useRef } from 'react'
import { Icon } from './icon'

interface DialogProps {
  title: string
  /** One sentence below the title, read aloud when it opens. */
  description?: ReactNode
  children: ReactNode
  /** Buttons at the bottom right. */
  footer?: ReactNode
  open: boolean
  onOpenChange: (open: boolean) => void
}

/** What a dialog is opened for: what it names itself, then fields and choices before buttons, and these before what closes it. */
const FIRST = [
  '.db [data-first]',
  '.db :is(input, select, textarea):enabled',
  '.db :is(a[href], button:enabled)',
  '.df button:enabled',
]

/** A modal dialog: its first field or choice has the focus, which stays inside and is given back; esc closes. */
export function Dialog({ title, description, children, footer, open, onOpenChange }: DialogProps) {
  const popup = useRef<HTMLDivElement>(null)
  const first = () =>
    FIRST.map((selector) => popup.current?.querySelector<HTMLElement>(selector)).find(Boolean) ?? true
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className="veil" />
        <Base.Viewport className="dlgpos">
          <Base.Popup ref={popup} className="dlg" initialFocus={first}>
            <div className="dt">
              <Base.Title>{title}</Base.Title>
              <Base.Close className="btn ghost sm" aria-label="Close">
                <Icon name="close" />
              </Base.Close>
            </div>
            <div className="db">
              {description !== undefined && (
                <Base.Description className="mid" style={{ marginBottom: 12 }}>
                  {description}
                </Base.Description>
              )}
              {children}
            </div>
            {footer !== undefined && <div className="df">{footer}</div>}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  )
}
