'use client'

import { Sections } from '@/components/shell/sections'
import type { ShellData } from '@/components/shell/shell-data'
import { useBarNow } from './bar-now'

/** The five sections with their numbers of now. `at`: when `counts` were counted, ISO 8601. */
export function LiveSections({ counts, at }: { counts: ShellData['counts']; at: string }) {
  return <Sections counts={useBarNow({ counts, at })} />
}
