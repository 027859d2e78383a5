import { useCallback, useEffect, useRef, useState } from 'react'
import type * as draftReader from '@/components/change/editor/draft-reader'

/** The part of the policy language that the form edits with. */
export type Reader = typeof draftReader

const RETRY_MS = 2000

export interface LoadedReader {
  /** Null until it is there. */
  readonly reader: Reader | null
  /** Fetches it, once. */
  readonly load: () => Promise<Reader>
}

/**
 * The policy language of the form. Fetched once the page was loaded, or at once when it is wanted: it is no part of what the page waits
 * for before it listens.
 */
export function useReader(isWanted: boolean): LoadedReader {
  const [reader, setReader] = useState<Reader | null>(null)
  const loading = useRef<Promise<Reader> | null>(null)
  const load = useCallback(() => {
    loading.current ??= fetchReader().then((loaded) => {
      setReader(loaded)
      return loaded
    })
    return loading.current
  }, [])
  useEffect(() => {
    if (isWanted) void load()
    return afterLoad(() => void load())
  }, [isWanted, load])
  return { reader, load }
}

/** Once the page was loaded whole; what it gives takes it back. */
function afterLoad(work: () => void): () => void {
  let soon: ReturnType<typeof setTimeout> | undefined
  const wait = () => {
    soon = setTimeout(work)
  }
  if (document.readyState === 'complete') wait()
  else addEventListener('load', wait, { once: true })
  return () => {
    removeEventListener('load', wait)
    clearTimeout(soon)
  }
}

async function fetchReader(): Promise<Reader> {
  for (;;) {
    const loaded = await import('@/components/change/editor/draft-reader').catch(() => null)
    if (loaded !== null) return loaded
    await new Promise((done) => setTimeout(done, RETRY_MS))
  }
}
