import Link from 'next/link'
import { HelpLink } from '@/components/ui/help-link'
import { countOf, formatCount } from '@/components/ui/format-number'
import { formatMoment } from '@/components/ui/format-time'
import { Glyph } from '@/components/ui/glyph'
import { fleetState } from '@/lib/fleet/states'
import { printable } from '@/lib/policy/describe/sentence'
import { routes } from '@/lib/routes'
import type { ShownExposure } from './exposure-table'
import type { RolloutLine } from './rollout-lines'

const MOST = 20

interface LaggardListProps {
  readonly lines: readonly RolloutLine[]
  readonly exposures: ReadonlyMap<string, ShownExposure>
  readonly now: Date
}

/** Who should run it and does not: why, and what it has decided since. */
export function LaggardList({ lines, exposures, now }: LaggardListProps) {
  const waiting = lines.filter(({ outcome }) => outcome === 'waiting')
  if (waiting.length === 0) return null
  return (
    <ul className="rows lag" aria-label="Proxies that do not run it">
      {waiting.slice(0, MOST).map((line) => (
        <Laggard key={line.proxy} line={line} exposure={exposures.get(line.proxy) ?? null} now={now} />
      ))}
      {waiting.length > MOST && (
        <li>
          <span className="mid">
            And {countOf(waiting.length - MOST, 'proxy', 'proxies')} more, in the table.
          </span>
        </li>
      )}
    </ul>
  )
}

function Laggard({
  line: { proxy, now: verdict, refused },
  exposure,
  now,
}: {
  line: RolloutLine
  exposure: ShownExposure | null
  now: Date
}) {
  return (
    <li>
      <Glyph name={verdict === null ? 'unverified' : fleetState(verdict.state).slug} />
      <div className="grow">
        <Link className="q b" href={routes.proxy(proxy)} prefetch={false}>
          {proxy}
        </Link>
        <p className="s mid">{verdict?.sentence ?? 'No load of it was reported.'}</p>
        {refused !== null && verdict?.state !== 'REJECTED' && (
          <p className="s mid">
            It refused it {formatMoment(refused.at, now)}:{' '}
            <span className="mono">{printable(refused.error.slice(0, 200))}</span>{' '}
            <HelpLink topic="state/rejected" />
          </p>
        )}
      </div>
      <span className="s lex">
        <SaidExposure exposure={exposure} now={now} />
      </span>
    </li>
  )
}

function SaidExposure({ exposure, now }: { exposure: ShownExposure | null; now: Date }) {
  if (exposure === null) return null
  const { allowed, denied, counted, href, silentSince } = exposure
  if (counted === 'no-log') return <span className="dim">not known: it sends no log</span>
  const silent = silentSince === null ? '' : `; no log after ${formatMoment(silentSince, now)}`
  return (
    <Link href={href} prefetch={false}>
      {formatCount(allowed)} allowed, {formatCount(denied)} denied since{silent}
    </Link>
  )
}
