'use client'

import { Menu as Base } from '@base-ui/react/menu'
import type { ReactNode } from 'react'

/** A file of this site, inside a `Menu`. */
export function MenuDownload({ href, children }: { href: string; children: ReactNode }) {
  return (
    <Base.LinkItem className="it" closeOnClick href={href} download>
      {children}
    </Base.LinkItem>
  )
}
