'use client'

import { useSearchParams } from 'next/navigation'
import { lazy, Suspense, useState } from 'react'
import { MomentButton } from '@/components/shell/moment-button'

// Fetched when it is opened first: no page waits for it.
const LiveMomentPicker = lazy(async () => ({
  default: (await import('./live-moment-picker')).LiveMomentPicker,
}))

/** The moment of the page in the bar, which opens the choice of another one. */
export function MomentClient({ tip }: { tip: { branch: string; sha: string } }) {
  const at = useSearchParams().get('at') || null
  const [isWanted, setWanted] = useState(false)
  const button = (
    <MomentButton
      tip={tip}
      at={at}
      aria-haspopup="dialog"
      aria-expanded={false}
      onClick={() => setWanted(true)}
    />
  )
  if (!isWanted) return button
  return (
    <Suspense fallback={button}>
      <LiveMomentPicker tip={tip} />
    </Suspense>
  )
}
