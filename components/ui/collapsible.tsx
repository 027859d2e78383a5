'use client'

import { Collapsible as Base } from '@base-ui/react/collapsible'
import type { ReactNode } from 'react'
import { Icon } from './icon'

interface CollapsibleProps {
  title: ReactNode
  defaultOpen?: boolean
  children: ReactNode
}

/** Something that can be folded away below its title. */
export function Collapsible({ title, defaultOpen = false, children }: CollapsibleProps) {
  return (
    <Base.Root defaultOpen={defaultOpen}>
      <Base.Trigger className="fold">
        <Icon name="right" className="dim" />
        {title}
      </Base.Trigger>
      <Base.Panel>{children}</Base.Panel>
    </Base.Root>
  )
}
