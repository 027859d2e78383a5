import Link from 'next/link'
import { type DecisionLine, DecisionTable } from '@/components/decision/decision-table'
import { LinkButton } from '@/components/ui/button'
import { formatCount } from '@/components/ui/format-number'
import { formatRange } from '@/components/ui/format-time'
import { PanelEmpty } from '@/components/ui/panel'
import type { DecisionChart } from '@/lib/decisions/chart-decisions'
import { idAt } from '@/lib/decisions/decision-id'
import type { DecisionPage, DecisionRow } from '@/lib/decisions/list-decisions'
import { routes } from '@/lib/routes'
import { Newer } from './newer'
import {
  decisionsHref,
  decisionsQuery,
  filterOf,
  hrefOfRow,
  NEWEST,
  type DecisionSearch,
} from './search-params'

interface LogPanelProps {
  readonly page: DecisionPage
  readonly chart: DecisionChart
  readonly search: DecisionSearch
  /** A decision is open beside it. */
  readonly isOpen: boolean
  readonly now: Date
}

/** A page of the log, newest first. */
export function LogPanel({ page: { rows, next }, chart, search, isOpen, now }: LogPanelProps) {
  const [first, last] = [rows[0], rows.at(-1)]
  const href = (d: string) => hrefOfRow(search, rows, d)
  const isEmpty = chart.since === null
  const { from, to, hours } = decisionsQuery(search)
  const query = decisionsQuery({ ...search, ...NEWEST, live: false })
  const endsNow = search.cursor === undefined && search.from === undefined
  return (
    <section className="panel lg" aria-label="The log">
      {(first !== undefined || endsNow) && (
        <div className="row wrap s lgh">
          {first !== undefined && last !== undefined && (
            <>
              <b className="b num">{formatRange(last.at, first.at)}</b>
              <span className="dim num">{formatCount(rows.length)} shown, newest first</span>
            </>
          )}
          {endsNow && (
            <div className="more">
              <Newer
                key={routes.decisions(query)}
                after={first?.id ?? idAt(filterOf(search, '', now).from)}
                search={query}
                live={search.live}
                isOpen={isOpen}
                newest={search.top === undefined ? null : decisionsHref(search, { d: search.d })}
              />
            </div>
          )}
        </div>
      )}
      {rows.length === 0 ? (
        <PanelEmpty
          title={isEmpty ? 'No decision has arrived yet' : 'Nothing matches'}
          actions={
            isEmpty ? undefined : (
              <LinkButton href={routes.decisions({ from, to, hours })}>Clear filters</LinkButton>
            )
          }
        >
          {isEmpty ? (
            <>
              They come from{' '}
              <Link href={routes.fleet()} prefetch={false}>
                connected proxies
              </Link>
              , as soon as an agent calls a tool.
            </>
          ) : (
            'No decision of this time fits what you look for.'
          )}
        </PanelEmpty>
      ) : (
        <DecisionTable rows={rows.map((row) => lineOf(row, href(row.id), row.id === search.d))} now={now} />
      )}
      {(search.cursor !== undefined || next !== null) && (
        <nav className="pad row wrap s" style={{ gap: 12 }} aria-label="Pages of the log">
          {search.cursor !== undefined && (
            <Link href={decisionsHref(search, {})} prefetch={false}>
              Newest
            </Link>
          )}
          {next !== null && (
            <Link href={decisionsHref(search, { cursor: next })} prefetch={false}>
              Older
            </Link>
          )}
        </nav>
      )}
    </section>
  )
}

/** What the table shows of it, and no more: all of it goes to the browser. */
function lineOf(row: DecisionRow, href: string, open: boolean): DecisionLine {
  const { id, at, tool, result, rule, attributed, message, proxy, evidence } = row
  return { id, at, tool, result, rule, attributed, message, proxy, evidence, href, open }
}
