'use client'

import { Tabs as Base } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'

interface TabsProps {
  /** Names the choice for screen readers. */
  readonly label: string
  /** The first one is open at first. */
  readonly tabs: readonly { readonly label: string; readonly content: ReactNode }[]
}

/** Several contents at one place, of which one is shown. What is not shown is not on the page. */
export function Tabs({ label, tabs }: TabsProps) {
  return (
    <Base.Root defaultValue={tabs[0]?.label}>
      <Base.List className="seg sm" aria-label={label}>
        {tabs.map((tab) => (
          <Base.Tab key={tab.label} value={tab.label}>
            {tab.label}
          </Base.Tab>
        ))}
      </Base.List>
      {tabs.map((tab) => (
        <Base.Panel key={tab.label} value={tab.label} className="tabbed">
          {tab.content}
        </Base.Panel>
      ))}
    </Base.Root>
  )
}
