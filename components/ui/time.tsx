import { formatAge, formatClock, formatMillis, formatDay, formatInstant, formatMoment } from './format-time'

interface TimeProps {
  at: Date
  now: Date
  /** `age` "32 min", `ago` "32 min ago", `day` "12 Nov", `moment` "today 13:58", `clock` "13:58:11", `millis` "13:58:11.308", `instant` in full. The title has it in full. */
  show?: 'age' | 'ago' | 'clock' | 'millis' | 'day' | 'moment' | 'instant'
}

/** A time in UTC. `now` is given, so that server and browser write the same. */
export function Time({ at, now, show = 'ago' }: TimeProps) {
  return (
    <time dateTime={at.toISOString()} title={formatInstant(at)} className="num nw">
      {SHOWN[show](at, now)}
    </time>
  )
}

const SHOWN = {
  age: formatAge,
  ago: (at: Date, now: Date) => `${formatAge(at, now)} ago`,
  clock: formatClock,
  millis: formatMillis,
  day: formatDay,
  moment: formatMoment,
  instant: formatInstant,
} satisfies Record<NonNullable<TimeProps['show']>, (at: Date, now: Date) => string>
