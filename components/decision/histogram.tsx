import { formatCount } from '@/components/ui/format-number'
import { formatInstant } from '@/components/ui/format-time'

interface HistogramProps {
  readonly buckets: readonly { readonly start: Date; readonly allowed: number; readonly denied: number }[]
}

const [WIDTH, UP, DOWN] = [900, 84, 40]

/** Allowed above the line, denied below on a scale of its own, so that few denials among many calls stay visible. */
export function Histogram({ buckets }: HistogramProps) {
  const most = (key: 'allowed' | 'denied') => Math.max(1, ...buckets.map((bucket) => bucket[key]))
  const [allowed, denied] = [most('allowed'), most('denied')]
  const step = WIDTH / Math.max(1, buckets.length)
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${UP + DOWN + 18}`}
      width="100%"
      role="img"
      aria-label={`Decisions over time: at most ${allowed} allowed and ${denied} denied in an interval. The log below has each of them.`}
    >
      <text x="0" y="10" fontSize="10.5" fill="var(--ink-3)">
        {formatCount(allowed)} allowed
      </text>
      <text x="0" y={UP + DOWN + 15} fontSize="10.5" fill="var(--deny)">
        {formatCount(denied)} denied, own scale
      </text>
      <path d={`M0 ${UP}.5H${WIDTH}`} stroke="var(--chart-grid)" />
      {buckets.map((bucket, index) => {
        const up = (bucket.allowed / allowed) * (UP - 14)
        const down = (bucket.denied / denied) * (DOWN - 2)
        return (
          <g key={bucket.start.getTime()}>
            <title>{`${formatInstant(bucket.start)}: ${bucket.allowed} allowed, ${bucket.denied} denied`}</title>
            <rect
              x={index * step}
              y={UP - up}
              width={Math.max(1, step - 1)}
              height={up}
              fill="var(--chart-allow)"
            />
            <rect
              x={index * step}
              y={UP + 1}
              width={Math.max(1, step - 1)}
              height={down}
              fill="var(--chart-deny)"
            />
          </g>
        )
      })}
    </svg>
  )
}
