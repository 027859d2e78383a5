'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import { Check } from '@/components/ui/check'

interface FacetLinkProps {
  readonly href: string
  readonly chosen: boolean
  readonly children: ReactNode
}

/** A box to tick whose answer is an address, so that it works before and without a script; the space bar ticks it like any other. */
export function FacetLink({ href, chosen, children }: FacetLinkProps) {
  return (
    <Link
      href={href}
      role="checkbox"
      aria-checked={chosen}
      prefetch={false}
      scroll={false}
      onKeyDown={(event) => {
        if (event.key !== ' ') return
        event.preventDefault()
        event.currentTarget.click()
      }}
    >
      <Check on={chosen} />
      {children}
    </Link>
  )
}
