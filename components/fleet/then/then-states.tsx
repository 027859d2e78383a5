import Link from 'next/link'
import { countOf, formatCount } from '@/components/ui/format-number'
import { Glyph } from '@/components/ui/glyph'
import type { StateThen } from '@/lib/fleet/proxy-then'
import { routes, type FleetQuery } from '@/lib/routes'
import { THEN_WORDS } from './state-words'

/** What is well first, then what is not, then what is not known. */
const READING_ORDER = ['in-sync', 'other', 'not-known', 'not-running'] as const satisfies readonly StateThen[]

interface ThenStatesProps {
  readonly counts: Readonly<Record<StateThen, number>>
  readonly total: number
  /** What the page's address asks for, with its moment. */
  readonly query: FleetQuery
}

/** How many proxies were what then, with the denominator; each leads to its proxies. */
export function ThenStates({ counts, total, query }: ThenStatesProps) {
  return (
    <section className="panel bkp" aria-label="Proxies by their state then">
      <ul className="bl" aria-label={`${countOf(total, 'proxy', 'proxies')} by state`}>
        {READING_ORDER.map((state) => {
          const count = counts[state]
          const isChosen = query.state === state
          const { glyph, word } = THEN_WORDS[state]
          return (
            <li key={state}>
              <Link
                className={count === 0 ? 'q row zr' : 'q row'}
                href={routes.fleet({ ...query, state: isChosen ? undefined : state })}
                aria-current={isChosen ? 'true' : undefined}
                prefetch={false}
                scroll={false}
              >
                <Glyph name={glyph} label={null} {...(count === 0 ? { tone: 'dim' } : {})} />
                <b className="num">{formatCount(count)}</b> <span>{word.toLowerCase()}</span>
              </Link>
            </li>
          )
        })}
        <li className="tot">
          <b className="num">{formatCount(total)}</b> registered then
        </li>
      </ul>
    </section>
  )
}
