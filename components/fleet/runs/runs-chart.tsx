'use client'

import { formatDay, formatMoment } from '@/components/ui/format-time'
import { Glyph } from '@/components/ui/glyph'
import { GLYPHS } from '@/components/ui/glyph-shapes'
import { fleetState } from '@/lib/fleet/states'
import { type RunBar, type RunLane, type RunLook, sayBar } from './run-lanes'

/** A change of the file, as a line through the chart. */
export interface RunMark {
  readonly at: Date
  /** "#412". */
  readonly word: string
}

interface RunsChartProps {
  readonly lanes: readonly RunLane[]
  readonly marks: readonly RunMark[]
  readonly from: Date
  readonly to: Date
  readonly now: Date
  /** The sentence that stands for the picture. */
  readonly label: string
}

/** One of the two drawings; the narrow one is drawn anew, not scaled. */
interface Layout {
  readonly className: string
  readonly width: number
  readonly letters: number
  readonly start: number
  readonly end: number
  readonly isNarrow: boolean
}

const WIDE: Layout = { className: 'hide-s', width: 1120, letters: 20, start: 140, end: 990, isNarrow: false }
const NARROW: Layout = { className: 'only-s', width: 346, letters: 19, start: 128, end: 322, isNarrow: true }

const STEP = 24
/** A bar is never thinner: a version that ran for minutes is seen. */
const THINNEST = 2.5
const LETTER = 6.6

const LOOKS: Record<RunLook, { fill: string; stroke: string; ink: string; dash?: string }> = {
  older: { fill: 'var(--surface)', stroke: 'var(--ink-2)', ink: 'var(--ink)' },
  between: { fill: 'var(--chart-allow)', stroke: 'var(--line-strong)', ink: 'var(--ink)' },
  newer: { fill: 'var(--ink)', stroke: 'none', ink: 'var(--ink-inverse)' },
  loose: { fill: 'var(--drift)', stroke: 'none', ink: 'var(--ink-inverse)' },
  other: { fill: 'var(--sunken)', stroke: 'var(--line-strong)', ink: 'var(--ink)' },
  mixed: { fill: 'url(#runs-mixed)', stroke: 'var(--line-control)', ink: 'var(--ink)' },
  unproved: { fill: 'none', stroke: 'var(--unverified)', ink: 'var(--ink-2)', dash: '3 3' },
}

/** One bar per proxy: what it was proved to run, from one end of the time to the other. */
export function RunsChart(props: RunsChartProps) {
  return (
    <>
      <MixedPattern />
      {[WIDE, NARROW].map((layout) => (
        <Drawing key={layout.className} layout={layout} {...props} />
      ))}
    </>
  )
}

/** Of both drawings, in neither of them: a browser paints nothing with what lies in one that is not shown. */
function MixedPattern() {
  return (
    <svg width="0" height="0" style={{ position: 'absolute' }} aria-hidden="true">
      <pattern
        id="runs-mixed"
        width="6"
        height="6"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect width="6" height="6" fill="var(--surface)" />
        <path d="M0 0V6" stroke="var(--ink-3)" strokeWidth="3" />
      </pattern>
    </svg>
  )
}

function Drawing({ layout, lanes, marks, from, to, now, label }: RunsChartProps & { layout: Layout }) {
  const { className, width, start, end, isNarrow } = layout
  const bottom = 28 + lanes.length * STEP
  const span = Math.max(1, to.getTime() - from.getTime())
  const place = (at: Date) =>
    start + ((end - start) * Math.min(span, Math.max(0, at.getTime() - from.getTime()))) / span
  const isShort = formatDay(from, now) === formatDay(to, now)
  const say = isShort ? formatMoment : formatDay
  return (
    <svg
      viewBox={`0 0 ${width} ${bottom + 18}`}
      width="100%"
      className={`race runs-chart ${className}`}
      role="img"
      aria-label={label}
    >
      <Marks marks={marks} place={place} bottom={bottom} />
      {lanes.map((lane, index) => (
        <Lane key={lane.proxy} lane={lane} y={28 + index * STEP} layout={layout} place={place} />
      ))}
      <text x={start} y={bottom + 14}>
        {say(from, now)}
      </text>
      <text x={end} y={bottom + 14} textAnchor="end">
        {isNarrow && isShort ? '' : say(to, now)}
      </text>
    </svg>
  )
}

function Marks({
  marks,
  place,
  bottom,
}: {
  marks: readonly RunMark[]
  place: (at: Date) => number
  bottom: number
}) {
  let free = 0
  return marks.map(({ at, word }) => {
    const x = place(at)
    const half = (word.length * LETTER) / 2
    const isNamed = x - half > free
    if (isNamed) free = x + half + 6
    return (
      <g key={`${word} ${at.getTime()}`}>
        <path d={`M${x} 20V${bottom}`} stroke="var(--chart-mark)" strokeDasharray="2 2" />
        {isNamed && (
          <text x={x} y="13" textAnchor="middle" className="mk">
            {word}
          </text>
        )}
      </g>
    )
  })
}

interface LaneProps {
  readonly lane: RunLane
  readonly y: number
  readonly layout: Layout
  readonly place: (at: Date) => number
}

function Lane({ lane, y, layout, place }: LaneProps) {
  const { proxy, from, to, knownTo, bars, state } = lane
  const { letters, start, end, isNarrow } = layout
  const slug = state === null ? null : fleetState(state).slug
  const [began, known, left] = [place(from), place(knownTo), place(to)]
  return (
    <g>
      <text x="0" y={y + 12} className="rn">
        <title>{proxy}</title>
        {proxy.length > letters ? `${proxy.slice(0, letters - 1)}…` : proxy}
      </text>
      {began > start + 1 && <Gap from={start} to={began} y={y} word={isNarrow ? '' : 'not connected yet'} />}
      {known < left - 1 && <Gap from={known} to={left} y={y} word={isNarrow ? '' : 'not known'} />}
      {bars.map((bar) => (
        <Bar key={bar.from.getTime()} bar={bar} proxy={proxy} y={y} place={place} />
      ))}
      {slug !== null && (
        <g className={GLYPHS[slug].tone}>
          <g transform={`translate(${end + 8} ${y + 1})`}>
            <Glyph name={slug} label={isNarrow ? undefined : null} />
          </g>
          {!isNarrow && (
            <text x={end + 28} y={y + 12} className="rs" fill="currentColor">
              {GLYPHS[slug].word.toLowerCase()}
            </text>
          )}
        </g>
      )}
    </g>
  )
}

function Gap({ from, to, y, word }: { from: number; to: number; y: number; word: string }) {
  return (
    <>
      <path d={`M${from} ${y + 8}H${to}`} stroke="var(--line-strong)" strokeDasharray="2 4" />
      {word !== '' && to - from > word.length * LETTER && (
        <text x={from + 4} y={y + 4}>
          {word}
        </text>
      )}
    </>
  )
}

function Bar({
  bar,
  proxy,
  y,
  place,
}: {
  bar: RunBar
  proxy: string
  y: number
  place: (at: Date) => number
}) {
  const { fill, stroke, ink, dash } = LOOKS[bar.look]
  const x = place(bar.from)
  const width = Math.max(THINNEST, place(bar.to) - x - 1.5)
  const word = bar.look === 'unproved' ? 'not proved' : bar.names.map((name) => name.word).join('+')
  return (
    <g>
      <title>{`${proxy}: ${sayBar(bar)}`}</title>
      <rect x={x} y={y} width={width} height="16" rx="2" fill={fill} stroke={stroke} strokeDasharray={dash} />
      {width > word.length * LETTER + 12 && bar.look !== 'mixed' && (
        <text x={x + 6} y={y + 11.5} fill={ink} className="mono">
          {word}
        </text>
      )}
    </g>
  )
}
