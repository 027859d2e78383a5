import { useCallback, useEffect, useRef, useState } from 'react'
import type * as draftReader from '@/components/change/editor/draft-reader'

/** The part of the policy language that the form edits with. */
export type Reader = typeof draftReader

const RETRY_MS = 2000

interface LoadedReader {
  /** Null until it is there. */
  readonly reader: Reader | null
  /** Fetches it, once; tried again until it is there. */
  readonly load: () => Promise<Reader>
}

/** The policy language of the form, fetched when it is wanted. */
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
  }, [isWanted, load])
  return { reader, load }
}

async function fetchReader(): Promise<Reader> {
  for (;;) {
    const loaded = await import('@/components/change/editor/draft-reader').catch(() => null)
    if (loaded !== null) return loaded
    await new Promise((done) => setTimeout(done, RETRY_MS))
  }
}
