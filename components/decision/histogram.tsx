'use client'

import { formatShort } from '@/components/ui/format-number'
import { formatDay, formatInstant, formatMoment } from '@/components/ui/format-time'
import { Brush } from './brush'
import { MergeMarks, type MergeMark } from './merge-marks'
import { placeTicks, type Tick } from './place-ticks'

interface Bucket {
  readonly start: Date
  readonly allowed: number
  /** Of `allowed`: what an enforcing proxy had denied. */
  readonly wouldDeny: number
  readonly denied: number
}

interface HistogramProps {
  readonly buckets: readonly Bucket[]
  readonly bucketMs: number
  readonly now: Date
  /** See `Brush`. */
  readonly zoomHref: string
  /** Changes that were merged in this time. */
  readonly marks?: readonly MergeMark[]
  /** Times of which some log is known to be incomplete: what is drawn there may be too little. */
  readonly gaps: readonly { readonly from: Date; readonly to: Date }[]
}

const NO_MARKS: readonly MergeMark[] = []

const [WIDTH, UP, DOWN] = [900, 78, 34]
/** Of a unit of the picture: finer than a screen shows. */
const GRAIN = 100
const TICKS = 6

/** Allowed above the line, denied below on a scale of its own, so that few denials among many calls stay visible. */
export function Histogram({ buckets, bucketMs, now, zoomHref, marks = NO_MARKS, gaps }: HistogramProps) {
  const most = (key: 'allowed' | 'denied') => Math.max(0, ...buckets.map((bucket) => bucket[key]))
  const [allowed, denied] = [most('allowed'), most('denied')]
  const step = WIDTH / Math.max(1, buckets.length)
  const from = buckets[0]?.start.getTime() ?? 0
  const to = from + buckets.length * bucketMs
  return (
    <div className={marks.length > 0 ? 'hist marked' : 'hist'}>
      <div className="axis num" aria-hidden="true">
        <span style={{ top: 0 }}>{allowed > 0 && formatShort(allowed)}</span>
        <span style={{ top: UP - 7 }}>0</span>
        <span className="deny" style={{ top: UP + DOWN - 14 }}>
          {denied > 0 && formatShort(denied)}
        </span>
      </div>
      <Brush from={from} to={to} step={bucketMs} href={zoomHref}>
        <svg
          viewBox={`0 0 ${WIDTH} ${UP + DOWN}`}
          width="100%"
          height={UP + DOWN}
          preserveAspectRatio="none"
          role="img"
          aria-label={`Decisions over time: at most ${allowed} allowed and ${denied} denied in an interval.${gaps.length > 0 ? ' Where it is hatched a part of the log was never read.' : ''} The table has the same numbers.`}
        >
          <path d={`M0 ${UP}.5H${WIDTH}`} stroke="var(--chart-grid)" />
          {buckets.map((bucket, index) => (
            <Bar
              key={bucket.start.getTime()}
              bucket={bucket}
              x={rounded(index * step)}
              width={rounded(Math.max(1, step - 1))}
              most={{ allowed, denied }}
            />
          ))}
        </svg>
        {gaps.map((gap) => (
          <span key={gap.from.getTime()} className="gap" style={placeOf(gap, from, to)} aria-hidden="true" />
        ))}
        {marks.length > 0 && <MergeMarks marks={marks} from={from} to={to} />}
      </Brush>
      <div className="ticks num" aria-hidden="true">
        {placeTicks(from, to, TICKS).map((tick, index, all) => (
          <span key={tick.place} style={{ left: `${rounded(tick.place * 100)}%` }}>
            {tickWords(tick, all[index - 1], now)}
          </span>
        ))}
      </div>
    </div>
  )
}

/** A time, with the day where it is another than before. UTC. */
function tickWords({ at, isDay }: Tick, before: Tick | undefined, now: Date): string {
  if (isDay) return formatDay(at, now)
  const dayOf = (date: Date) => date.toISOString().slice(0, 10)
  return dayOf(at) === dayOf(before?.at ?? now) ? at.toISOString().slice(11, 16) : formatMoment(at, now)
}

/** Its part of the width. */
function placeOf(gap: HistogramProps['gaps'][number], from: number, to: number): React.CSSProperties {
  const shareOf = (at: Date) => Math.min(1, Math.max(0, (at.getTime() - from) / (to - from)))
  const left = shareOf(gap.from)
  return { left: `${left * 100}%`, width: `${(shareOf(gap.to) - left) * 100}%` }
}

function rounded(length: number): number {
  return Math.round(length * GRAIN) / GRAIN
}

/** Written shorter than a `rect`: there are hundreds of them. */
function rectangle(x: number, y: number, width: number, height: number): string {
  return `M${x} ${y}h${width}v${height}h${-width}z`
}

function observedWords({ wouldDeny }: Bucket): string {
  return wouldDeny === 0 ? '' : `; ${wouldDeny} of the allowed would be denied`
}

interface BarProps {
  readonly bucket: Bucket
  readonly x: number
  readonly width: number
  readonly most: { readonly allowed: number; readonly denied: number }
}

function Bar({ bucket, x, width, most }: BarProps) {
  const up = rounded((bucket.allowed / Math.max(1, most.allowed)) * UP)
  const observed = rounded((bucket.wouldDeny / Math.max(1, most.allowed)) * UP)
  const down = rounded((bucket.denied / Math.max(1, most.denied)) * (DOWN - 2))
  const top = rounded(UP - up)
  return (
    <g>
      <title>{`${formatInstant(bucket.start)}: ${bucket.allowed} allowed, ${bucket.denied} denied${observedWords(bucket)}`}</title>
      {up > 0 && <path d={rectangle(x, top, width, up)} fill="var(--chart-allow)" />}
      {observed > 0 && (
        <path d={rectangle(x, top, width, observed)} fill="var(--chart-deny)" fillOpacity="0.45" />
      )}
      {down > 0 && <path d={rectangle(x, UP + 1, width, down)} fill="var(--chart-deny)" />}
    </g>
  )
}
