import { countOf, formatCount } from '@/components/ui/format-number'
import { formatInstant } from '@/components/ui/format-time'
import { Panel } from '@/components/ui/panel'

interface LogAccountProps {
  readonly account: {
    readonly files: number
    readonly readBytes: number
    readonly missingBytes: number
    readonly conflicts: number
    readonly storedLastDay: number
    readonly gaps: readonly {
      readonly bytes: number
      readonly events: number | null
      readonly fromTime: Date | null
      readonly toTime: Date | null
      readonly reason: string
    }[]
  }
  /** Events that the connector dropped because its buffer was full, as it says itself. */
  readonly dropped: number
  readonly engine: string
}

const SHOWN = 4

/** What was written, read and stored, and what is known to be missing. */
export function LogAccountPanel({ account, dropped, engine }: LogAccountProps) {
  const { gaps } = account
  const { files, readBytes, missingBytes, conflicts, storedLastDay } = account
  return (
    <Panel title="Log completeness" note={`${countOf(files, 'event file')} since it was enrolled`}>
      <dl className="acc">
        <Line term="Read" value={`${formatCount(readBytes)} bytes`} />
        <Line term="Not read" value={`${formatCount(missingBytes)} bytes`} bad={missingBytes > 0} />
        <Line term="Dropped by its connector" value={countOf(dropped, 'event')} bad={dropped > 0} />
        <Line term="Sent again with other content" value={countOf(conflicts, 'line')} bad={conflicts > 0} />
        <Line term="Decisions stored in 24 h" value={formatCount(storedLastDay)} />
      </dl>
      {gaps.length > 0 && (
        <ul className="s mid foot2">
          {gaps.slice(0, SHOWN).map(({ bytes, events, fromTime, toTime, reason }, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- gaps have no other name
            <li key={index}>
              {bytes === 0 && events !== null ? countOf(events, 'event') : `${formatCount(bytes)} bytes`}{' '}
              {reason}
              {sayTimes(fromTime, toTime)}
            </li>
          ))}
          {gaps.length > SHOWN && <li>And {countOf(gaps.length - SHOWN, 'more gap')}.</li>}
        </ul>
      )}
      {engine.startsWith('intercept') && (
        <p className="s mid foot2">
          Intercept writes no sequence numbers: a loss shows as bytes and a time span, not as a count of
          events.
        </p>
      )}
    </Panel>
  )
}

function sayTimes(from: Date | null, to: Date | null): string {
  if (from !== null && to !== null) return `, ${formatInstant(from)} to ${formatInstant(to)}`
  if (to !== null) return `, until ${formatInstant(to)}`
  return from === null ? '' : `, from ${formatInstant(from)}`
}

function Line({ term, value, bad = false }: { term: string; value: string; bad?: boolean }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd className={bad ? 'num drift b' : 'num'}>{value}</dd>
    </div>
  )
}
