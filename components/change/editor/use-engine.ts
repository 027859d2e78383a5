'use client'

import { useEffect, useState } from 'react'
import type * as engineModule from './draft-engine'

type Engine = typeof engineModule

const RETRY_MS = 2000

/** The policy language in the browser, fetched after the first picture; null until it is there. Tried again until it is. */
export function useEngine(): Engine | null {
  const [engine, setEngine] = useState<Engine | null>(null)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let gone = false
    const load = async () => {
      const loaded = await import('./draft-engine').catch(() => null)
      if (gone) return
      if (loaded === null) timer = setTimeout(() => void load(), RETRY_MS)
      else setEngine(loaded)
    }
    void load()
    return () => {
      gone = true
      clearTimeout(timer)
    }
  }, [])
  return engine
}
