import { formatCount } from '@/components/ui/format-number'
import { formatInstant } from '@/components/ui/format-time'

interface HistogramProps {
  readonly buckets: readonly { readonly start: Date; readonly allowed: number; readonly denied: number }[]
}

const [WIDTH, UP, DOWN] = [900, 84, 40]

/** Allowed above the line, denied below on a scale of its own, so that few denials among many calls stay visible. */
export function Histogram({ buckets }: HistogramProps) {
  const most = (key: 'allowed' | 'denied') => Math.max(0, ...buckets.map((bucket) => bucket[key]))
  const [allowed, denied] = [most('allowed'), most('denied')]
  const step = WIDTH / Math.max(1, buckets.length)
  const [first, last] = [buckets[0], buckets.at(-1)]
  return (
    <div>
      <div className="s dim num">up to {formatCount(allowed)} allowed</div>
      <svg
        viewBox={`0 0 ${WIDTH} ${UP + DOWN}`}
        width="100%"
        height={UP + DOWN}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Decisions over time: at most ${allowed} allowed and ${denied} denied in an interval. The table has the same numbers.`}
      >
        <path d={`M0 ${UP}.5H${WIDTH}`} stroke="var(--chart-grid)" />
        {buckets.map((bucket, index) => (
          <Bar
            key={bucket.start.getTime()}
            bucket={bucket}
            x={index * step}
            width={Math.max(1, step - 1)}
            most={{ allowed, denied }}
          />
        ))}
      </svg>
      <div className="s row" style={{ justifyContent: 'space-between' }}>
        <span className="deny num">up to {formatCount(denied)} denied, own scale</span>
        <span className="dim num">
          {first !== undefined &&
            last !== undefined &&
            `${formatInstant(first.start)} to ${formatInstant(last.start)}`}
        </span>
      </div>
    </div>
  )
}

interface BarProps {
  readonly bucket: HistogramProps['buckets'][number]
  readonly x: number
  readonly width: number
  readonly most: { readonly allowed: number; readonly denied: number }
}

function Bar({ bucket, x, width, most }: BarProps) {
  const up = (bucket.allowed / Math.max(1, most.allowed)) * UP
  const down = (bucket.denied / Math.max(1, most.denied)) * (DOWN - 2)
  return (
    <g>
      <title>{`${formatInstant(bucket.start)}: ${bucket.allowed} allowed, ${bucket.denied} denied`}</title>
      <rect x={x} y={UP - up} width={width} height={up} fill="var(--chart-allow)" />
      <rect x={x} y={UP + 1} width={width} height={down} fill="var(--chart-deny)" />
    </g>
  )
}
