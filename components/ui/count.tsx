import { formatCount } from './format-number'

/** A count with tabular figures; zero is shown, in grey. */
export function Count({ value }: { value: number }) {
  return <span className={value === 0 ? 'num dim' : 'num'}>{formatCount(value)}</span>
}

/** "14 of 17": a number never stands without its denominator. */
export function CountOf({ value, of }: { value: number; of: number }) {
  return (
    <span className="num nw">
      {formatCount(value)} of {formatCount(of)}
    </span>
  )
}
