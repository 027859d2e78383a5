import { formatCount } from '@/components/ui/format-number'
import { formatClock, formatSpan } from '@/components/ui/format-time'
import { GLYPHS } from '@/components/ui/glyph-shapes'
import { fleetState, type FleetStateId } from '@/lib/fleet/states'
import { LANDED, type Landing } from './landing'
import { rolloutScale, type RolloutScale } from './rollout-scale'
import type { RolloutLine } from './rollout-lines'

interface CurveProps {
  readonly lines: readonly RolloutLine[]
  readonly total: number
  /** When half of `total` ran it; null while they do not. */
  readonly p50Ms: number | null
  readonly mergedAt: Date
  readonly landing: Landing
  readonly now: Date
  /** What the change is called, such as "#412". */
  readonly name: string
  /** Draws how many had the file as well: known while this content is what git wants. */
  readonly showsDelivered: boolean
}

interface Layout {
  readonly className: string
  readonly width: number
  readonly from: number
  readonly to: number
}

const WIDE: Layout = { className: 'hide-s', width: 820, from: 34, to: 670 }
const NARROW: Layout = { className: 'only-s', width: 346, from: 34, to: 236 }
const [BASE, TOP] = [156, 16.5]
/** Beyond the scale: room for those that moved behind the cut. */
const BEHIND = 24

/** How many of all that should run it had the file, and ran it, since the merge. */
export function RolloutCurve(props: CurveProps) {
  const times = (key: 'afterMs' | 'deliveredMs') =>
    props.lines.flatMap((line) => (line[key] === null ? [] : [line[key]])).sort((a, b) => a - b)
  const running = times('afterMs')
  // A proxy that ran it had it, whenever its file was last hashed.
  const delivered = props.lines
    .flatMap(({ afterMs, deliveredMs }) => {
      const first = Math.min(afterMs ?? Infinity, deliveredMs ?? Infinity)
      return first === Infinity ? [] : [Math.max(0, first)]
    })
    .sort((a, b) => a - b)
  // While none runs it, the line is as long as that has lasted.
  const scale = rolloutScale(running.length > 0 ? running : [props.now.getTime() - props.mergedAt.getTime()])
  return [WIDE, NARROW].map((layout) => (
    <Drawing
      key={layout.className}
      {...props}
      layout={layout}
      scale={scale}
      running={running}
      delivered={props.showsDelivered ? delivered : null}
    />
  ))
}

interface DrawingProps extends CurveProps {
  readonly layout: Layout
  readonly scale: RolloutScale
  readonly running: readonly number[]
  readonly delivered: readonly number[] | null
}

function Drawing(props: DrawingProps) {
  const { layout, scale, running, delivered, total, p50Ms, mergedAt, landing, now, name } = props
  const { className, width, from, to } = layout
  const isNarrow = layout === NARROW
  const end = to - BEHIND
  const x = (ms: number) => (ms > scale.endMs ? to - BEHIND / 3 : from + ((end - from) * ms) / scale.endMs)
  const y = (count: number) => BASE - ((BASE - TOP) * count) / Math.max(1, total)
  const ticks = isNarrow ? scale.ticks.slice(-1) : scale.ticks
  return (
    <svg
      viewBox={`0 0 ${width} 178`}
      width="100%"
      className={`curve ${className}`}
      role="img"
      aria-label={`${running.length} of ${total} proxies ran ${name} after the ${landing}; the table has every time`}
    >
      {countTicks(total).map((count) => (
        <g key={count}>
          <path d={`M${from} ${y(count) + 0.5}H${to}`} stroke="var(--chart-grid)" />
          <text x={from - 8} y={y(count) + 4} textAnchor="end">
            {formatCount(count)}
          </text>
        </g>
      ))}
      <path d={`M${from} ${TOP}H${to}`} stroke="var(--line-strong)" strokeDasharray="3 3" />
      <text x={from - 8} y={TOP + 3.5} textAnchor="end">
        {formatCount(total)}
      </text>
      <text x={from} y="173">
        {isNarrow ? LANDED[landing] : `${LANDED[landing]} ${formatClock(mergedAt, now)}`}
      </text>
      {ticks.map(({ ms, text }) => (
        <text key={ms} x={x(ms)} y="173" textAnchor="middle">
          {text}
        </text>
      ))}
      {delivered !== null && (
        <path
          d={steps(delivered, x, y, layout)}
          stroke="var(--ink-3)"
          strokeWidth="1.5"
          strokeDasharray="2 2"
        />
      )}
      <path d={steps(running, x, y, layout)} stroke="var(--ink)" strokeWidth="2" />
      {p50Ms !== null && (
        <Half
          at={x(p50Ms)}
          y={y(Math.ceil(total / 2))}
          total={total}
          ms={p50Ms}
          isLeft={isNarrow && x(p50Ms) > (from + to) / 2}
        />
      )}
      <Legend {...props} x={to + 8} />
    </svg>
  )
}

interface HalfProps {
  readonly at: number
  readonly y: number
  readonly total: number
  readonly ms: number
  /** Its words stand left of it: at its right is the legend. */
  readonly isLeft: boolean
}

function Half({ at, y, total, ms, isLeft }: HalfProps) {
  return (
    <>
      <path d={`M${at} ${y}V${BASE}`} stroke="var(--accent)" strokeDasharray="2 2" />
      <circle cx={at} cy={y} r="3.5" fill="var(--accent)" />
      <text
        x={isLeft ? at - 8 : at + 8}
        y={isLeft ? y - 4 : y + 14}
        textAnchor={isLeft ? 'end' : 'start'}
        className="ac"
      >
        half of {formatCount(total)} after {formatSpan(ms)}
      </text>
    </>
  )
}

/** The counts at the right: all, those that have the file, those that run it, and the others by state. */
function Legend({ lines, total, running, delivered, x }: DrawingProps & { x: number }) {
  const states = new Map<FleetStateId, number>()
  for (const { now } of lines) if (now !== null) states.set(now.state, (states.get(now.state) ?? 0) + 1)
  const overtaken = lines.filter(({ outcome }) => outcome === 'overtaken').length
  const rows = [
    { key: 'all', text: `${formatCount(total)} desired`, className: 'mid' },
    ...(delivered === null
      ? []
      : [{ key: 'has', text: `${formatCount(delivered.length)} delivered`, className: 'mid' }]),
    { key: 'runs', text: `${formatCount(running.length)} running`, className: 'b' },
    ...[...states].slice(0, 5).map(([state, count]) => {
      const { tone, word } = GLYPHS[fleetState(state).slug]
      return { key: state, text: `${formatCount(count)} ${word.toLowerCase()}`, className: tone }
    }),
    ...(overtaken === 0
      ? []
      : [{ key: 'over', text: `${formatCount(overtaken)} replaced first`, className: 'dim' }]),
  ]
  return rows.map(({ key, text, className }, index) => (
    <text key={key} x={x} y={20 + index * 15} className={className} fill="currentColor">
      {text}
    </text>
  ))
}

/** A step per proxy, then level to the edge; of those on one half pixel only the last is written. */
function steps(
  times: readonly number[],
  x: (ms: number) => number,
  y: (count: number) => number,
  { from, to }: Layout,
): string {
  const last = new Map<number, number>()
  for (const [index, ms] of times.entries()) last.set(Math.round(x(ms) * 2) / 2, index + 1)
  const parts = [...last].map(([at, count]) => `H${at}V${y(count).toFixed(1)}`)
  return `M${from} ${BASE}${parts.join('')}H${to}`
}

/** Round counts below the total. */
function countTicks(total: number): number[] {
  const step =
    [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000].find((size) => total / size <= 4) ?? 10_000
  const ticks: number[] = []
  for (let count = 0; count <= total - step / 2; count += step) ticks.push(count)
  return ticks
}
