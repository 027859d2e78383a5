import Link from 'next/link'
import { countOf, formatBytes, formatCount } from '@/components/ui/format-number'
import { formatClock, formatMoment, formatSpan } from '@/components/ui/format-time'
import { Table } from '@/components/ui/table'
import { routes } from '@/lib/routes'
import type { Landing } from './landing'

/** What one proxy decided before it ran a change. */
export interface ShownExposure {
  readonly proxy: string
  readonly from: Date
  readonly to: Date
  readonly allowed: number
  readonly denied: number
  readonly counted: 'calls' | 'hours' | 'no-log'
  readonly missing: { readonly bytes: number; readonly events: number | null } | null
  /** It still does not run the change. */
  readonly goesOn: boolean
  /** Its connector has not been in touch since, before the end of the span; null when it was. */
  readonly silentSince: Date | null
  /** What went through in the log; calls that only would have been denied are among it. */
  readonly href: string
  /** What was denied in the log. */
  readonly deniedHref: string
}

/** The decisions that proxies made by what they ran before, and what is known to be missing of them. */
export function ExposureTable({
  rows,
  landing,
  now,
}: {
  rows: readonly ShownExposure[]
  landing: Landing
  now: Date
}) {
  return (
    <Table label={`Decisions between the ${landing} and each proxy’s own load`} tight cards>
      <thead>
        <tr>
          <th>Proxy</th>
          <th>Ran something else until</th>
          <th className="n">For</th>
          <th className="n">Allowed</th>
          <th className="n">Denied</th>
          <th>Known to be missing</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.proxy} row={row} now={now} />
        ))}
      </tbody>
    </Table>
  )
}

function Row({ row, now }: { row: ShownExposure; now: Date }) {
  const { proxy, from, to, allowed, denied, counted, goesOn, href, deniedHref } = row
  const isKnown = counted !== 'no-log'
  return (
    <tr>
      <td className="nw">
        <Link className="q b" href={routes.proxy(proxy)} prefetch={false}>
          {proxy}
        </Link>
      </td>
      <td className="num nw" data-l="until">
        {goesOn ? <span className="drift">now</span> : formatClock(to, now)}
      </td>
      <td className="n push">{formatSpan(to.getTime() - from.getTime())}</td>
      <td className="n" data-l="allowed">
        {isKnown ? (
          <Link href={href} prefetch={false}>
            {formatCount(allowed)}
          </Link>
        ) : (
          'not known'
        )}
      </td>
      <td className="n" data-l="denied">
        {isKnown ? (
          <Link className={denied > 0 ? 'deny' : undefined} href={deniedHref} prefetch={false}>
            {formatCount(denied)}
          </Link>
        ) : (
          'not known'
        )}
      </td>
      <td className="full s mid" data-l="missing">
        {missingOf(row, now)}
      </td>
    </tr>
  )
}

function missingOf({ counted, missing, silentSince }: ShownExposure, now: Date): string {
  if (counted === 'no-log') return 'it never sent a log'
  const parts = [
    ...(missing === null
      ? []
      : [
          `${formatBytes(missing.bytes)} not read${missing.events === null ? '' : `, ${countOf(missing.events, 'event')}`}`,
        ]),
    ...(silentSince === null ? [] : [`no contact since ${formatMoment(silentSince, now)}`]),
    ...(counted === 'hours' ? ['counted in whole hours: the log of that time is not kept any more'] : []),
  ]
  return parts.length === 0 ? 'nothing' : parts.join('; ')
}
