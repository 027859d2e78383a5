import { formatCount } from '@/components/ui/format-number'

interface CallBarProps {
  readonly want: 'deny' | 'allow'
  /** Calls that it is about. */
  readonly about: number
  readonly of: number
}

/** How many of the calls lately a rule is about, beside those that it leaves as they are. */
export function CallBar({ want, about, of }: CallBarProps) {
  const rest = of - about
  const done = want === 'deny' ? 'denied' : 'allowed'
  const left = want === 'deny' ? 'stay as they are' : 'still denied'
  const words = `${formatCount(about)} of ${formatCount(of)} would have been ${done}${rest === 0 ? '' : `; ${formatCount(rest)} ${left}`}`
  return (
    <>
      <span className="cbar" aria-hidden="true">
        {about > 0 && (
          <i className={want === 'deny' ? 'deny' : 'allow'} style={{ flex: about }}>
            {formatCount(about)}
          </i>
        )}
        {rest > 0 && (
          <i className="rest" style={{ flex: rest }}>
            {formatCount(rest)}
          </i>
        )}
      </span>
      <span className="s mid num">{words}</span>
    </>
  )
}
