import type { Metadata } from 'next'
import Link from 'next/link'
import { DecisionChain } from '@/components/decision/decision-chain'
import { DecisionTable } from '@/components/decision/decision-table'
import { Histogram } from '@/components/decision/histogram'
import { formatCount, formatShare } from '@/components/ui/format-number'
import { PageHeader } from '@/components/ui/page-header'
import { PanelEmpty } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import { chartDecisions, type DecisionChart } from '@/lib/decisions/chart-decisions'
import { facetDecisions } from '@/lib/decisions/facet-decisions'
import { getDecision } from '@/lib/decisions/get-decision'
import { listDecisions } from '@/lib/decisions/list-decisions'
import { relativeToRoot } from '@/lib/repository/policy-path'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { server, trackedHistory } from '@/lib/server'
import { requirePerson } from '@/lib/session'
import { Filters } from './filters'
import { decisionsHref, filterOf, readDecisionSearch } from './search-params'

export const metadata: Metadata = { title: 'Decisions' }

interface DecisionsPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

/** What happened, why, and how much of it can I see? */
export default async function DecisionsPage({ searchParams }: DecisionsPageProps) {
  const ctx = await requirePerson()
  const search = readDecisionSearch(await searchParams)
  const opened = await server()
  const history = await trackedHistory(opened)
  const { root } = (await readConfiguration(opened.mirror.objects, history.tip)).configuration
  const filter = filterOf(search, root, ctx.now)
  const [page, chart, facets, detail] = await Promise.all([
    listDecisions({ ctx, input: { ...filter, cursor: search.cursor } }),
    chartDecisions({ ctx, input: filter }),
    facetDecisions({ ctx, input: filter }),
    search.d === undefined
      ? null
      : getDecision({ ctx, parts: { mirror: opened.mirror, history }, id: search.d }),
  ])
  const here = (d: string | undefined) => decisionsHref(search, { cursor: search.cursor, d })
  const policy =
    detail?.policyPath == null ? null : (relativeToRoot(detail.policyPath, root) ?? detail.policyPath)
  return (
    <>
      <PageHeader title="Decisions">
        <Summary chart={chart} hours={search.hours} now={ctx.now} />
      </PageHeader>
      <Filters search={search} facets={facets} />
      <section className="panel pad" aria-label="Over time" style={{ margin: '12px 0' }}>
        <Histogram buckets={chart.buckets} />
      </section>
      <div className={detail === null ? '' : 'grid two'}>
        <section className="panel" aria-label="The log">
          {page.rows.length === 0 ? (
            <PanelEmpty title={chart.since === null ? 'No decision has arrived yet' : 'Nothing matches'}>
              {chart.since === null
                ? 'They come from connected proxies, as soon as an agent calls a tool.'
                : 'No decision of this time fits what you look for.'}
            </PanelEmpty>
          ) : (
            <DecisionTable
              rows={page.rows.map((row) => ({ ...row, href: here(row.id), open: row.id === search.d }))}
              now={ctx.now}
            />
          )}
          {page.next !== null && (
            <p className="pad">
              <Link href={decisionsHref(search, { cursor: page.next })} prefetch={false}>
                Older
              </Link>
            </p>
          )}
        </section>
        {detail !== null && (
          <DecisionChain decision={detail} policy={policy} close={here(undefined)} now={ctx.now} />
        )}
      </div>
    </>
  )
}

function Summary({ chart, hours, now }: { chart: DecisionChart; hours: number; now: Date }) {
  const total = chart.allowed + chart.denied
  return (
    <>
      {formatCount(total)} in {hours} h, {formatCount(chart.allowed)} allowed,{' '}
      <span className="deny">
        {formatCount(chart.denied)} denied ({formatShare(chart.denied, total)})
      </span>
      {chart.since !== null && (
        <>
          . The log began <Time at={chart.since} now={now} />
        </>
      )}
    </>
  )
}
