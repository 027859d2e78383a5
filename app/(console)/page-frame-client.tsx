'use client'

import { usePathname, useSearchParams } from 'next/navigation'
import { type ReactNode, useLayoutEffect, useState } from 'react'
import { PageLoading } from '@/components/shell/page-loading'
import { outlineOf } from '@/components/shell/page-outline'
import { onNavigation } from './on-navigation'
import { usePlacedFocus } from './use-placed-focus'

/** A wait that is shorter than this is not shown: nothing flashes. */
const SHOWN_AFTER_MS = 150
/** What is there is of more use than bars, so another page has this long before they take its place. */
const REPLACED_AFTER_MS = 350
/** A wait without an end, such as for a page that leads back here, is over then. */
const LONGEST_MS = 20_000

type Phase = 'short' | 'shown' | 'replaced'

interface Wait {
  readonly path: string
  readonly phase: Phase
}

/**
 * The place of the pages. While another one is on its way it says so and, when that takes long, shows its outline. `loading.tsx` would do so
 * on a first visit as well, but an answer that has begun can no longer be a 403 or 404.
 */
export function PageFrame({ banner, children }: { banner: ReactNode; children: ReactNode }) {
  const path = usePathname()
  const shown = `${path}?${useSearchParams().toString()}`
  const wait = useWait(shown)
  usePlacedFocus(path, shown)
  const outline = wait === null || wait.phase === 'short' ? null : outlineOf(wait.path)
  const isReplaced = wait?.phase === 'replaced' && wait.path !== path
  return (
    <>
      <main
        id="main"
        tabIndex={-1}
        aria-busy={outline === null ? undefined : true}
        data-replaced={isReplaced || undefined}
      >
        {banner}
        {children}
        {outline !== null && isReplaced && <PageLoading {...outline} />}
      </main>
      {outline !== null && <div className="pgline" />}
      <p className="sr" role="status">
        {outline !== null && `Loading ${outline.title}`}
      </p>
    </>
  )
}

/** The navigation that has begun and is not over; `shown` is the address of what is there. */
function useWait(shown: string): Wait | null {
  const [wait, setWait] = useState<Wait | null>(null)
  const [from, setFrom] = useState(shown)
  if (from !== shown) {
    setFrom(shown)
    setWait(null)
  }
  // In the moment in which the page is drawn: a timer that came first would show a wait that nothing ends.
  useLayoutEffect(() => {
    let timers: ReturnType<typeof setTimeout>[] = []
    const stop = () => timers.forEach(clearTimeout)
    const begin = (asked: string) => {
      const url = new URL(asked, window.location.href)
      stop()
      // Not compared with the window's address: going back has changed that one already.
      if (addressOf(url) === shown) return setWait(null)
      const at = (ms: number, next: Wait | null) => setTimeout(() => setWait(next), ms)
      setWait({ path: url.pathname, phase: 'short' })
      timers = [
        at(SHOWN_AFTER_MS, { path: url.pathname, phase: 'shown' }),
        at(REPLACED_AFTER_MS, { path: url.pathname, phase: 'replaced' }),
        at(LONGEST_MS, null),
      ]
    }
    const ignore = onNavigation(({ url }) => begin(url))
    return () => {
      ignore()
      stop()
    }
    // A page that has arrived stops the timers of the way to it.
  }, [shown])
  return wait
}

/** Written as the hooks of the router write it. */
function addressOf({ pathname, searchParams }: URL): string {
  return `${pathname}?${searchParams.toString()}`
}
