import { formatDay } from '@/components/ui/format-time'

/** How much time a slider of instants spans. */
export type Scale = 'day' | 'weeks' | 'all'

const DAY_MS = 86_400_000
const SPANS = { day: DAY_MS, weeks: 14 * DAY_MS } as const
/** Stretches between the words below the slider: even, so that every second word on phones ends with the last. */
const LABELS = 4

export interface InstantWindow {
  readonly from: Date
  readonly to: Date
}

/** The time around an instant that a slider spans: never beyond now; with `all` from `first`, when something was recorded first. */
export function windowOf(scale: Scale, at: Date, first: Date | null, now: Date): InstantWindow {
  if (scale === 'all') {
    const from = Math.min(at.getTime(), first?.getTime() ?? now.getTime() - SPANS.day)
    return { from: new Date(Math.min(from, now.getTime() - 1)), to: now }
  }
  const span = SPANS[scale]
  const to = new Date(Math.min(at.getTime() + span / 2, now.getTime()))
  return { from: new Date(to.getTime() - span), to }
}

/** Where an instant lies, as a share of the window's width; null outside. */
export function placeIn({ from, to }: InstantWindow, at: Date): number | null {
  const share = (at.getTime() - from.getTime()) / (to.getTime() - from.getTime())
  return share < 0 || share > 1 ? null : share
}

/** Words at equal distances along the window: times of a day, else days. UTC. */
export function labelsOf(
  { from, to }: InstantWindow,
  now: Date,
): { readonly at: number; readonly word: string }[] {
  const span = to.getTime() - from.getTime()
  return Array.from({ length: LABELS + 1 }, (_, place) => {
    const at = new Date(from.getTime() + (span * place) / LABELS)
    return {
      at: at.getTime(),
      word: span <= 2 * DAY_MS ? at.toISOString().slice(11, 16) : formatDay(at, now),
    }
  })
}

/** Ticks that can be told apart: of those closer than `apart`, a share of the width, the first. */
export function tellApart(places: readonly number[], apart: number): number[] {
  const shown: number[] = []
  for (const place of places) if (place - (shown.at(-1) ?? -1) >= apart) shown.push(place)
  return shown
}
