import Link from 'next/link'
import { ExportMenu } from '@/components/fleet/export-menu'
import { StepThrough } from '@/components/fleet/step-through'
import { ThenTable } from '@/components/fleet/then-table'
import { UnknownRevision } from '@/components/policy/unknown-revision'
import { MomentBar } from '@/components/shell/moment-bar'
import { countOf, formatCount } from '@/components/ui/format-number'
import { PageHeader } from '@/components/ui/page-header'
import { PageLinks } from '@/components/ui/page-links'
import { FilterInput } from '@/components/ui/filter-input'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import { ThenForm } from '@/components/ui/then-form'
import type { Context } from '@/lib/context'
import { fleetAsOf } from '@/lib/fleet/fleet-as-of'
import { filterThen, type ThenFilter } from '@/lib/fleet/filter-then'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import type { RefHistory } from '@/lib/git/mirror'
import { relativeToRoot } from '@/lib/repository/policy-path'
import { apiRoutes, routes } from '@/lib/routes'
import type { Server } from '@/lib/server'
import { fleetMoment } from './fleet-moment'

/** As in the list of today: more rows cost more time to draw than anybody reads. */
const PAGE = 50

interface FleetThenProps {
  ctx: Context
  opened: Server
  history: RefHistory
  root: string
  /** An instant, a commit or a branch, as the address says it: links on the page say the same. */
  at: string
  filter: ThenFilter
  /** Place of the first row that is shown, from 0. */
  from: number
}

/** What was every proxy running at that instant or commit? */
export async function FleetThen({ ctx, opened, history, root, at: text, filter, from }: FleetThenProps) {
  const answer = await fleetMoment(ctx, opened, history, text)
  if (answer.kind !== 'found') return <UnknownRevision at={text} answer={answer} now={routes.fleet()} />
  const { at } = answer.moment
  const { proxies, total, inSync, tip, moves } = await fleetAsOf({
    ctx,
    parts: fleetParts(opened),
    input: { at },
  })
  const branch = opened.repository.ref.replace(/^refs\/heads\//, '')
  const query = { env: filter.environment ?? undefined, q: filter.q === '' ? undefined : filter.q }
  const fitting = filterThen(proxies, filter)
  const rows = fitting
    .toSorted((a, b) => ORDER[a.state] - ORDER[b.state] || (a.name < b.name ? -1 : 1))
    .slice(from, from + PAGE)
    .map(({ name, environment, policyPath, desired, runs, state }) => {
      const policy = relativeToRoot(policyPath, root) ?? policyPath
      return { name, environment, policy, desired, runs, state }
    })
  const of = (state: keyof typeof ORDER) => proxies.filter((proxy) => proxy.state === state).length
  return (
    <>
      <MomentBar at={at} commit={answer.commit} tip={tip} branch={branch} now={routes.fleet(query)} />
      <PageHeader
        title={`${formatCount(inSync)} of ${countOf(total, 'proxy', 'proxies')} ${total === 1 ? 'was' : 'were'} in sync`}
        crumbs={[{ name: 'Fleet', href: routes.fleet() }]}
        actions={
          <ExportMenu
            csv={apiRoutes.exportFleet({ ...query, at: text, format: 'csv' })}
            ndjson={apiRoutes.exportFleet({ ...query, at: text, format: 'ndjson' })}
          />
        }
      >
        {formatCount(of('other'))} ran something else, {formatCount(of('not-known'))} not known,{' '}
        {formatCount(of('not-running'))} without a process. From the history of loads and of the branch, which
        only grows; never from the dates of commits.
      </PageHeader>
      <div className="row wrap then-row">
        <ThenForm at={at} keep={query} />
        <StepThrough
          branch={branch}
          tip={tip}
          at={at}
          moves={moves}
          hrefOf={(moved) => routes.fleet({ ...query, at: moved.toISOString() })}
        />
      </div>
      <div className="ffl">
        <FilterInput label="Filter by name or policy" name="q" />
        {filter.environment !== null && (
          <Link
            className="chip"
            href={routes.fleet({ ...query, env: undefined, at: text })}
            aria-current="true"
            prefetch={false}
            scroll={false}
          >
            Environment {filter.environment} <span aria-hidden="true">×</span>
          </Link>
        )}
      </div>
      <Panel
        title="Then"
        note={`${countShown(fitting.length, total)} registered then, those that were not in sync first`}
      >
        {rows.length === 0 ? (
          <PanelEmpty title={total === 0 ? 'No proxy' : 'None of them'}>
            {total === 0
              ? 'No proxy was registered then.'
              : fitting.length === 0
                ? 'No proxy fits what was chosen.'
                : 'The list ends before this page.'}
          </PanelEmpty>
        ) : (
          <ThenTable rows={rows} at={text} />
        )}
      </Panel>
      <PageLinks
        from={from}
        shown={rows.length}
        matching={fitting.length}
        size={PAGE}
        hrefOf={(start) => routes.fleet({ ...query, at: text, from: start })}
      />
    </>
  )
}

function countShown(fitting: number, total: number): string {
  return fitting === total ? formatCount(total) : `${formatCount(fitting)} of ${formatCount(total)}`
}

const ORDER = { other: 0, 'not-known': 1, 'not-running': 2, 'in-sync': 3 } as const
