import Link from 'next/link'
import { countOf, formatCount } from '@/components/ui/format-number'
import { formatInstant } from '@/components/ui/format-time'
import { Glyph } from '@/components/ui/glyph'
import { routes } from '@/lib/routes'

interface CoverageNoteProps {
  readonly coverage: {
    readonly proxies: number
    readonly reporting: number
    readonly silent: readonly {
      readonly proxy: string
      readonly since: Date
      /** A retired one was silent until then. */
      readonly retiredAt: Date | null
    }[]
    readonly moreSilent: number
    readonly gaps: readonly {
      readonly proxy: string
      readonly bytes: number
      readonly events: number | null
      readonly from: Date
      readonly to: Date
      readonly retiredAt: Date | null
    }[]
    readonly moreGaps: number
  }
  /** The gaps are drawn above. */
  readonly isHatched?: boolean
}

/** How much of what was decided the numbers above can know. */
export function CoverageNote({ coverage, isHatched = false }: CoverageNoteProps) {
  const { proxies, reporting, silent, moreSilent, gaps, moreGaps } = coverage
  const whole = reporting - silent.length - moreSilent
  return (
    <p className="cov s mid">
      <Glyph name="note" size={12} label={null} />
      <span>
        <b className="b">
          Covers {formatCount(whole)} of {countOf(proxies, 'proxy', 'proxies')} in this view.
        </b>{' '}
        {silent.map(({ proxy, since, retiredAt }) => (
          <span key={proxy}>
            <Link href={routes.proxy(proxy)} prefetch={false}>
              {proxy}
            </Link>{' '}
            {retiredAt === null
              ? `is silent since ${formatInstant(since)}. `
              : `was silent since ${formatInstant(since)}, until it was retired ${formatInstant(retiredAt)}. `}
          </span>
        ))}
        {moreSilent > 0 &&
          `${countOf(moreSilent, 'more is silent, or was until it was retired', 'more are silent, or were until they were retired')}. `}
        {reporting < proxies && reporting > 0 && `${formatCount(proxies - reporting)} sent no log. `}
        {gaps.length === 0 &&
          reporting > 0 &&
          (whole < proxies
            ? 'Of the logs that came nothing is known to be missing.'
            : 'Nothing is known to be missing.')}
        {gaps.length > 0 && isHatched && 'Hatched in the chart: '}
        {gaps.map(({ proxy, bytes, events, from, to, retiredAt }) => (
          <span key={proxy}>
            <Link href={routes.proxy(proxy)} prefetch={false}>
              {proxy}
            </Link>
            {retiredAt !== null && ' (retired)'}: {formatCount(bytes)} bytes not read, {formatInstant(from)}{' '}
            to {formatInstant(to)}
            {events === null
              ? '; how many events is not known. '
              : `, ${countOf(events, 'event', 'events')}. `}
          </span>
        ))}
        {moreGaps > 0 && `And ${countOf(moreGaps, 'proxy', 'proxies')} more.`}
      </span>
    </p>
  )
}
