const MEANING = [
  'nothing is known',
  'delivery tool says applied',
  'file hash on disk',
  'file hash and reload seen',
  'proxy reports its digest',
  'digest on each decision',
] as const

/** 0 is nothing, 5 the strongest. From 3 up "running" may be written. */
export type EvidenceLevel = 0 | 1 | 2 | 3 | 4 | 5

/** Whether what was stored is one of them. */
export function isEvidenceLevel(level: number | null): level is EvidenceLevel {
  return level !== null && Number.isInteger(level) && level >= 0 && level <= 5
}

/** One shape for many bars: long tables have five in each row, and every element costs server and browser. */
function barsOf(bars: readonly number[]): string {
  return bars.map((bar) => `M${(bar - 1) * 4} ${10 - bar * 2}h2.6v${2 + bar * 2}h-2.6z`).join('')
}

const BARS = [1, 2, 3, 4, 5]
const SHAPES = MEANING.map((_, level) => ({
  filled: barsOf(BARS.filter((bar) => bar <= level)),
  empty: barsOf(BARS.filter((bar) => bar > level)),
}))

/** Five bars filled up to `level`, with a notch below the third: the threshold of "running". */
export function EvidenceBars({ level }: { level: EvidenceLevel }) {
  const { filled = '', empty = '' } = SHAPES[level] ?? {}
  return (
    <span
      className="row nw s num"
      style={{ gap: 6, color: 'var(--ink-2)' }}
      role="img"
      aria-label={`Evidence level ${level} of 5: ${MEANING[level]}`}
      title={`E${level}: ${MEANING[level]}`}
    >
      <svg
        className={level >= 3 ? 'sync' : 'unver'}
        width="19"
        height="14"
        viewBox="0 0 19 14"
        fill="none"
        aria-hidden="true"
      >
        {filled !== '' && <path d={filled} fill="currentColor" />}
        {empty !== '' && <path d={empty} fill="var(--line-strong)" />}
        <path d="M8 13.5h2.6" stroke="var(--ink-3)" strokeWidth="1" />
      </svg>
      {`E${level}`}
    </span>
  )
}
