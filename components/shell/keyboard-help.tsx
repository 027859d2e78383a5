'use client'

import { Fragment } from 'react'
import { Dialog } from '@/components/ui/dialog'
import { Kbd } from '@/components/ui/kbd'
import { KEY_MAP } from './key-map'

interface KeyboardHelpProps {
  open: boolean
  onOpenChange: (open: boolean) => void
}

/** What the keys do. */
export function KeyboardHelp({ open, onOpenChange }: KeyboardHelpProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title="Keyboard"
      description="Single letters do nothing while you type, and can be switched off in the menu at the top right. ⌘ is Ctrl where there is no ⌘ key."
    >
      <div className="keymap">
        {KEY_MAP.map(({ where, keys }) => (
          <section key={where} aria-label={where}>
            <h3>{where}</h3>
            <dl>
              {keys.map((row) => (
                <div key={row.does}>
                  <dt>
                    {row.keys.map((way, index) => (
                      <Fragment key={way}>
                        {index > 0 && ' or '}
                        {way.split(' ').map((key) => (
                          <Kbd key={key}>{key}</Kbd>
                        ))}
                      </Fragment>
                    ))}
                  </dt>
                  <dd>{row.does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
