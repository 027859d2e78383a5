'use client'

import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useDocumentNonce } from './document-nonce'

interface ProvidersProps {
  /** For style elements that positioned components need. */
  nonce: string
  children: ReactNode
}

/** What every page of the console stands on in the browser: the cache of moving data, and the page's nonce. */
export function Providers({ nonce, children }: ProvidersProps) {
  const [client] = useState(makeClient)
  return (
    <CSPProvider nonce={useDocumentNonce(nonce)}>
      <QueryClientProvider client={client}>{children}</QueryClientProvider>
    </CSPProvider>
  )
}

/** The event stream tells what is stale; without it each query polls. Nothing refetches because a window was focused. */
function makeClient(): QueryClient {
  return new QueryClient({
    defaultOptions: { queries: { staleTime: 30_000, refetchOnWindowFocus: false, retry: 1 } },
  })
}
