import { type RefObject, useCallback, useEffect, useRef } from 'react'
import type { DraftState } from '@/components/change/editor/draft-state'
import { forgetUnsaved, keepUnsaved } from './unsaved-work'

/** A person who types without a pause is slower than this only now and then. */
const PAUSE_MS = 200

/**
 * Keeps what is not saved yet for a page that comes after this one, and warns before the page is left; `revision` is that which it was typed
 * on. What it gives forgets what was kept.
 */
export function useUnsaved(
  id: string,
  revision: RefObject<number>,
  { files, about }: DraftState,
  isUnsaved: boolean,
): () => void {
  /** Keeps what was typed last, until it is kept. */
  const unkept = useRef<(() => void) | null>(null)
  useEffect(() => {
    if (!isUnsaved) return undefined
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [isUnsaved])
  useEffect(() => {
    if (!isUnsaved) return undefined
    unkept.current = () => {
      unkept.current = null
      keepUnsaved(id, { revision: revision.current, files, about })
    }
    // Writing a large draft takes as long as a key may: it is done between keys, and before the page goes.
    const timer = setTimeout(() => unkept.current?.(), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [id, revision, files, about, isUnsaved])
  useEffect(() => {
    const keep = () => unkept.current?.()
    window.addEventListener('pagehide', keep)
    return () => {
      window.removeEventListener('pagehide', keep)
      keep()
    }
  }, [])
  return useCallback(() => {
    unkept.current = null
    forgetUnsaved(id)
  }, [id])
}
