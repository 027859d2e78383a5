import type { Metadata } from 'next'
import Link from 'next/link'
import { BucketTable } from '@/components/decision/bucket-table'
import { DecisionChain } from '@/components/decision/decision-chain'
import { DecisionTable } from '@/components/decision/decision-table'
import { Histogram } from '@/components/decision/histogram'
import { formatCount, formatShare } from '@/components/ui/format-number'
import { formatInstant } from '@/components/ui/format-time'
import { Note } from '@/components/ui/note'
import { PageHeader } from '@/components/ui/page-header'
import { Panel, PanelEmpty } from '@/components/ui/panel'
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
import { Newer } from './newer-client'
import {
  decisionsHref,
  decisionsQuery,
  filterOf,
  readDecisionSearch,
  type DecisionSearch,
} from './search-params'

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
        <Summary chart={chart} search={search} now={ctx.now} />
      </PageHeader>
      <Filters search={search} facets={facets} />
      <Panel
        title="Over time"
        note={`in steps of ${STEPS[chart.bucketMs] ?? '1 day'}, UTC`}
        more={
          <>
            <Link href={decisionsHref(search, { table: !search.table })} scroll={false} prefetch={false}>
              {search.table ? 'Chart' : 'Table'}
            </Link>
            <Link
              href={decisionsHref(search, { from: filter.from, to: filter.to })}
              scroll={false}
              prefetch={false}
            >
              Fix this range
            </Link>
          </>
        }
      >
        {search.table ? (
          <BucketTable buckets={chart.buckets} />
        ) : (
          <div className="pad">
            <Histogram buckets={chart.buckets} />
          </div>
        )}
      </Panel>
      {search.d !== undefined && detail === null && (
        <Note
          glyph="note"
          title="There is no decision with this id."
          action={<Link href={here(undefined)}>Close</Link>}
        >
          It was removed by retention, or the link is not complete.
        </Note>
      )}
      <div className={detail === null ? '' : 'grid two decide'} style={{ marginTop: 16 }}>
        <section className="panel" aria-label="The log">
          {search.cursor === undefined && page.rows[0] !== undefined && (
            <Newer after={page.rows[0].id} search={decisionsQuery({ ...search, d: undefined })} />
          )}
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

/** What the numbers cover stands beside them: narrowed counts come in whole hours, and messages are not counted. */
function Summary({ chart, search, now }: { chart: DecisionChart; search: DecisionSearch; now: Date }) {
  const total = chart.allowed + chart.denied
  const { from, to, hours, q, tool, rule, proxy, policy } = search
  const range =
    from === undefined || to === undefined
      ? `in ${hours} h`
      : `from ${formatInstant(from)} to ${formatInstant(to)}`
  const narrowed = [q, tool, rule, proxy, policy].some((value) => value !== undefined)
  return (
    <>
      {search.result === undefined ? (
        <>
          {formatCount(total)} {range}, {formatCount(chart.allowed)} allowed,{' '}
          <span className="deny">
            {formatCount(chart.denied)} denied ({formatShare(chart.denied, total)})
          </span>
        </>
      ) : (
        // A share of what was chosen by its result says nothing.
        `${formatCount(total)} ${search.result} ${range}`
      )}
      {narrowed && ', counted in whole hours'}
      {q !== undefined && ', by tool and rule only'}
      {chart.since !== null && (
        <>
          . The log began <Time at={chart.since} now={now} />
        </>
      )}
    </>
  )
}

const STEPS: Readonly<Record<number, string>> = {
  60_000: '1 min',
  300_000: '5 min',
  900_000: '15 min',
  3_600_000: '1 h',
  21_600_000: '6 h',
}
