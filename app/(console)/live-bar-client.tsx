'use client'

import { Freshness } from '@/components/shell/freshness'
import { Sections } from '@/components/shell/sections'
import { useBarNow, type BarNow } from './bar-now'

/** The five sections with their numbers of now. */
export function LiveSections({ drawn }: { drawn: BarNow }) {
  return <Sections counts={useBarNow(drawn).counts} />
}

/** When GitHub last answered, as of the last word of the server. */
export function LiveFreshness({ drawn }: { drawn: BarNow }) {
  const { forge, at } = useBarNow(drawn)
  return <Freshness forge={forge} now={at} />
}
