'use client'

import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { useState } from 'react'
import { formatInstant } from '@/components/ui/format-time'

interface InstantSliderProps {
  /** Milliseconds since the Unix epoch. */
  readonly from: number
  readonly to: number
  readonly at: number
  /** Shares of the width at which the branch moved. */
  readonly ticks: readonly number[]
  /** Shares of the width at which it got an emergency. */
  readonly emergencies: readonly number[]
  /** Below it, at equal distances. */
  readonly labels: readonly { readonly at: number; readonly word: string }[]
}

/** Steps of the arrow keys along the whole width. */
const STEPS = 200
const SECOND = 1000

/** Chooses an instant along the moves of the branch. The page follows when it is let go; keys leave no trail of pages to go back through. */
export function InstantSlider({ from, to, at, ticks, emergencies, labels }: InstantSliderProps) {
  const router = useRouter()
  const path = usePathname()
  const search = useSearchParams()
  const [held, setHeld] = useState<number | null>(null)
  const shown = held ?? at
  const go = (how: 'push' | 'replace') => {
    if (held === null) return
    setHeld(null)
    const query = new URLSearchParams(search)
    query.delete('from')
    query.set('at', new Date(Math.floor(held / SECOND) * SECOND).toISOString())
    router[how](`${path}?${query}`, { scroll: false })
  }
  return (
    <div className="track">
      <input
        type="range"
        min={from}
        max={to}
        step={Math.max(SECOND, Math.round((to - from) / STEPS))}
        value={shown}
        aria-label="Instant"
        aria-valuetext={formatInstant(new Date(shown))}
        title={formatInstant(new Date(shown))}
        onChange={(event) => setHeld(event.currentTarget.valueAsNumber)}
        onPointerUp={() => go('push')}
        onKeyUp={() => go('replace')}
      />
      <div className="ticks" aria-hidden="true">
        {ticks.map((place) => (
          <i key={place} style={{ left: `${place * 100}%` }} />
        ))}
        {emergencies.map((place) => (
          <i key={`emergency ${place}`} className="em" style={{ left: `${place * 100}%` }} />
        ))}
      </div>
      <div className="axl dim num" aria-hidden="true">
        {labels.map((label) => (
          <span key={label.at}>{label.word}</span>
        ))}
      </div>
    </div>
  )
}
