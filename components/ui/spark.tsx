interface SparkProps {
  readonly values: readonly number[]
  /** The whole series in words; the number stands beside it. */
  readonly label: string
}

const [HEIGHT, STEP, BAR] = [16, 3, 2]

/** A row of bars on a zero base, beside the number that it explains. */
export function Spark({ values, label }: SparkProps) {
  const most = values.reduce((greatest, value) => Math.max(greatest, value), 0)
  const width = values.length * STEP
  return (
    <svg
      width={width}
      height={HEIGHT}
      viewBox={`0 0 ${width} ${HEIGHT}`}
      role="img"
      aria-label={label}
      className="spark"
    >
      <path d={`M0 ${HEIGHT - 0.5}H${width}`} stroke="var(--chart-grid)" />
      <path
        d={values.map((value, place) => barOf(place, most === 0 ? 0 : value / most)).join('')}
        fill="var(--chart-deny)"
      />
    </svg>
  )
}

function barOf(place: number, share: number): string {
  const height = share * (HEIGHT - 1)
  return height === 0 ? '' : `M${place * STEP} ${HEIGHT}v${-height}h${BAR}v${height}z`
}
