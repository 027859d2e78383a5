'use client'

import type { ReactNode } from 'react'
import { AskServerProvider } from '@/components/ui/ask-server'
import { askServer } from './ask-server'

/** Gives the components of a page the way to ask the console's routes: they never fetch themselves. */
export function AskServerClient({ children }: { children: ReactNode }) {
  return <AskServerProvider value={askServer}>{children}</AskServerProvider>
}
