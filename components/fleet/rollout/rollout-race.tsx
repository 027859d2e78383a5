import { formatClock, formatSpan } from '@/components/ui/format-time'
import { Glyph } from '@/components/ui/glyph'
import { GLYPHS } from '@/components/ui/glyph-shapes'
import { fleetState } from '@/lib/fleet/states'
import { LANDED, type Landing } from './landing'
import type { RolloutLine } from './rollout-lines'
import { rolloutScale, type RolloutScale } from './rollout-scale'

interface RaceProps {
  readonly lines: readonly RolloutLine[]
  readonly mergedAt: Date
  readonly landing: Landing
  readonly now: Date
}

/** Where things stand in one of the two drawings; the narrow one is drawn anew, not scaled. */
interface Layout {
  readonly className: string
  readonly width: number
  /** Letters of a name that fit before the lines begin. */
  readonly letters: number
  readonly from: number
  readonly to: number
  readonly today: number
  readonly isNarrow: boolean
}

const WIDE: Layout = {
  className: 'hide-s',
  width: 860,
  letters: 20,
  from: 138,
  to: 610,
  today: 742,
  isNarrow: false,
}
const NARROW: Layout = {
  className: 'only-s',
  width: 330,
  letters: 16,
  from: 110,
  to: 166,
  today: 232,
  isNarrow: true,
}

/** One line per proxy from the merge to its proof, with the file's arrival on the way; who did not move runs dashed to now. */
export function RolloutRace(props: RaceProps) {
  const scale = rolloutScale(props.lines.flatMap(({ afterMs }) => (afterMs === null ? [] : [afterMs])))
  return [WIDE, NARROW].map((layout) => (
    <Drawing key={layout.className} layout={layout} scale={scale} {...props} />
  ))
}

function Drawing({
  layout,
  scale,
  lines,
  mergedAt,
  landing,
  now,
}: RaceProps & { layout: Layout; scale: RolloutScale }) {
  const { className, width, from, today, isNarrow } = layout
  const height = 34 + lines.length * 18
  const place = placing(layout, scale)
  const stands = lines.some(({ outcome }) => outcome === 'waiting')
  // Two times do not fit beside each other on a phone: now is the one that is on no lane.
  const ticks = isNarrow ? (stands ? [] : scale.ticks.slice(-1)) : scale.ticks
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      width="100%"
      className={`race ${className}`}
      role="img"
      aria-label={`When each of ${lines.length} proxies ran it after the ${landing}; the table has the same times`}
    >
      <path d={`M${from} 20V${height - 6}`} stroke="var(--chart-grid)" />
      <text x={from} y="13" textAnchor="middle">
        {isNarrow ? LANDED[landing] : `${LANDED[landing]} ${formatClock(mergedAt, now)}`}
      </text>
      {ticks.map(({ ms, text }) => (
        <g key={ms}>
          <path d={`M${place(ms)} 20V${height - 6}`} stroke="var(--chart-grid)" />
          <text x={place(ms)} y="13" textAnchor="middle">
            {text}
          </text>
        </g>
      ))}
      {stands && (
        <>
          <path d={`M${today} 20V${height - 6}`} stroke="var(--line-strong)" />
          <text x={today} y="13" textAnchor="middle">
            {isNarrow ? '' : 'now, '}+{formatSpan(now.getTime() - mergedAt.getTime())}
          </text>
        </>
      )}
      {lines.map((line, index) => (
        <Lane key={line.proxy} line={line} y={34 + index * 18} layout={layout} place={place} />
      ))}
    </svg>
  )
}

/** Where a time stands: within the scale in proportion, later ones between the cut and now. */
function placing({ from, to, today }: Layout, { endMs }: RolloutScale) {
  return (ms: number) => (ms > endMs ? (to + today) / 2 + 8 : from + ((to - from) * Math.max(0, ms)) / endMs)
}

interface LaneProps {
  readonly line: RolloutLine
  readonly y: number
  readonly layout: Layout
  readonly place: (ms: number) => number
}

function Lane({ line, y, layout, place }: LaneProps) {
  const { proxy, afterMs, deliveredMs } = line
  const { from, letters } = layout
  const end = afterMs === null ? null : place(afterMs)
  const arrived = deliveredMs === null ? null : Math.min(place(deliveredMs), end ?? Infinity)
  return (
    <g>
      <title>{proxy}</title>
      <text x="0" y={y + 4} className="rn">
        {proxy.length > letters ? `${proxy.slice(0, letters - 1)}…` : proxy}
      </text>
      <path d={`M${from} ${y}H${arrived ?? end ?? from}`} stroke="var(--line-strong)" strokeWidth="2" />
      {arrived !== null && <path d={`M${arrived} ${y - 4}v8`} stroke="var(--ink-3)" strokeWidth="1.5" />}
      {end === null || afterMs === null ? (
        <Standing line={line} y={y} from={arrived ?? from} layout={layout} />
      ) : (
        <>
          <path d={`M${arrived ?? from} ${y}H${end}`} stroke="var(--ink-3)" strokeWidth="2" />
          {end > layout.to && <Cut x={layout.to + 14} y={y} />}
          <circle cx={end} cy={y} r="4" fill="var(--ink)" />
          <text x={end + 9} y={y + 4}>
            {formatSpan(afterMs)}
          </text>
        </>
      )}
    </g>
  )
}

/** A proxy that did not move: dashed to now, ending in its state. */
function Standing({ line, y, from, layout }: { line: RolloutLine; y: number; from: number; layout: Layout }) {
  const { to, today } = layout
  const slug = line.now === null ? null : fleetState(line.now.state).slug
  const tone = slug === null ? 'dim' : GLYPHS[slug].tone
  const word = slug === null ? OUTCOMES[line.outcome] : GLYPHS[slug].word.toLowerCase()
  return (
    <g className={tone}>
      <path
        d={`M${from} ${y}H${today - 8}`}
        stroke="currentColor"
        strokeWidth="2"
        strokeDasharray={slug === 'offline' || slug === null ? '2 4' : '5 3'}
      />
      <Cut x={to + 14} y={y} />
      {slug !== null && (
        <g transform={`translate(${today - 7} ${y - 7})`}>
          <Glyph name={slug} label={null} tone={tone} />
        </g>
      )}
      <text x={slug === null ? today - 4 : today + 14} y={y + 4} className="rs" fill="currentColor">
        {word}
      </text>
    </g>
  )
}

const OUTCOMES = { running: '', waiting: 'not known', overtaken: 'replaced first', left: 'left' } as const

function Cut({ x, y }: { x: number; y: number }) {
  return (
    <>
      <path d={`M${x} ${y - 5}l-4 10m8 -10l-4 10`} stroke="var(--surface)" strokeWidth="5" />
      <path d={`M${x - 2} ${y - 5}l-4 10m9 -10l-4 10`} stroke="var(--ink-3)" strokeWidth="1" />
    </>
  )
}
