'use client'

import { useSearchParams } from 'next/navigation'
import { useState } from 'react'
import { MomentButton } from '@/components/shell/moment-button'
import { fetchAhead } from '@/components/ui/fetch-ahead'
import { fetchedLater } from '@/components/ui/fetched-later'

// Fetched when it is opened first: no page waits for it.
const load = () => import('./live-moment-picker')
const LiveMomentPicker = fetchedLater('The choice of a moment', async () => (await load()).LiveMomentPicker)
const AHEAD = fetchAhead(load)

/** The moment of the page in the bar, which opens the choice of another one. */
export function MomentClient({ tip }: { tip: { branch: string; sha: string } }) {
  const at = useSearchParams().get('at') || null
  const [isWanted, setWanted] = useState(false)
  const button = (
    <MomentButton
      tip={tip}
      at={at}
      {...AHEAD}
      aria-haspopup="dialog"
      aria-expanded={false}
      onClick={() => setWanted(true)}
    />
  )
  if (!isWanted) return button
  return <LiveMomentPicker tip={tip} waiting={button} onGiveUp={() => setWanted(false)} />
}
