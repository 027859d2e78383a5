import type { Metadata } from 'next'
import Link from 'next/link'
import { BucketBar } from '@/components/fleet/bucket-bar'
import { ExportMenu } from '@/components/ui/export-menu'
import { FleetFilters } from '@/components/fleet/fleet-filters'
import { FleetTable } from '@/components/fleet/fleet-table'
import { SettingsMistake } from '@/components/settings/settings-mistake'
import { isCounted, StepBoard } from '@/components/fleet/step-board'
import { LinkButton } from '@/components/ui/button'
import { countOf, formatCount } from '@/components/ui/format-number'
import { PageHeader } from '@/components/ui/page-header'
import { ListEnded, PageLinks } from '@/components/ui/page-links'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import { roleAtLeast } from '@/lib/context'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { listFleet, type FleetList } from '@/lib/fleet/list-fleet'
import { branchName } from '@/lib/git/branch-name'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { helpAddress } from '@/lib/help-topics'
import { apiRoutes, routes } from '@/lib/routes'
import { server, trackedHistory } from '@/lib/server'
import { requirePerson } from '@/lib/session'
import { lastRollout } from './last-rollout'
import { FleetThen } from './fleet-then'
import { LogTroubles } from './log-troubles'
import { readAt, readFleetSearch, readThenSearch } from './search-params'
import { toTableRow, wordGroups } from './table-row'

export const metadata: Metadata = { title: 'Fleet' }

interface FleetPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

/** More rows cost more time to draw than anybody reads. */
const PAGE = 40

/** Which commit is every proxy really running? */
export default async function FleetPage({ searchParams }: FleetPageProps) {
  const ctx = await requirePerson()
  const opened = await server()
  const asked = await searchParams
  const at = readAt(asked)
  const { query, from, ...search } = readFleetSearch(asked)
  const history = await trackedHistory(opened)
  const { configuration, problems } = await readConfiguration(opened.mirror.objects, history.tip)
  const { root } = configuration
  if (at !== null) return <FleetThen {...{ ctx, opened, history, root, at }} search={readThenSearch(asked)} />
  const input = { ...search, offset: from, limit: PAGE }
  const parts = fleetParts(opened)
  const [fleet, rollout, { commit }] = await Promise.all([
    listFleet({ ctx, parts, input }),
    lastRollout(ctx, opened, root),
    parts.source.head(),
  ])
  const mayConnect = roleAtLeast(ctx.actor.role, 'admin')
  const isFiltered = search.q !== '' || search.environment !== null
  if (fleet.total === 0 && !isFiltered) return <NoFleet mayConnect={mayConnect} />
  const branch = branchName(opened.repository.ref)
  const rows = fleet.rows.map((row) => toTableRow(row, root, search.by))
  const place = {
    from,
    matching: fleet.matching,
    size: PAGE,
    hrefOf: (start: string | undefined) => routes.fleet({ ...query, from: start }),
  }
  return (
    <>
      <PageHeader
        title={titleOf(fleet, isFiltered)}
        actions={
          <>
            <LinkButton
              href={routes.fleet({
                env: query.env,
                q: query.q,
                at: ctx.now.toISOString().slice(0, 19) + 'Z',
              })}
            >
              At an instant
            </LinkButton>
            <ExportMenu
              csv={apiRoutes.exportFleet({ ...query, from: undefined, format: 'csv' })}
              ndjson={apiRoutes.exportFleet({ ...query, from: undefined, format: 'ndjson' })}
            />
            {mayConnect && <ConnectButton />}
          </>
        }
      >
        Against {branch}@<span className="mono">{history.tip.slice(0, 7)}</span>. {formatCount(fleet.drift)}{' '}
        {fleet.drift === 1 ? 'has' : 'have'} drifted; {formatCount(fleet.unknown)} not known: offline, not
        running or unverified. Only content proved on the proxy (
        <Link href={helpAddress('evidence')} prefetch={false}>
          E3 and up
        </Link>
        ) counts as running.
      </PageHeader>
      {problems.length > 0 && (
        <div style={{ marginBottom: 16 }}>
          <SettingsMistake problems={problems} commit={commit} />
        </div>
      )}
      <States fleet={fleet} chosen={search.states} query={query} />
      <LogTroubles ctx={ctx} />
      {fleet.total > 0 && (
        <div className={rollout === null ? 'under' : 'fg'}>
          {rollout}
          <Panel
            title="Where they stand"
            note={`changes behind, per file${isCounted(fleet.board) ? '; bars grow with the square root' : ''}`}
          >
            <StepBoard rows={fleet.board} />
          </Panel>
        </div>
      )}
      <FleetFilters
        query={query}
        drift={fleet.drift}
        belowProof={fleet.belowProof}
        toolsChanged={fleet.toolsChanged.total}
      />
      <section className="panel" aria-label="The proxies">
        {rows.length > 0 ? (
          <FleetTable rows={rows} groups={wordGroups(fleet.groups, search.by, root)} now={ctx.now} />
        ) : fleet.matching > 0 ? (
          <ListEnded {...place} />
        ) : (
          <NoneOfThem all={routes.fleet({ by: query.by })} />
        )}
      </section>
      <PageLinks {...place} shown={rows.length} />
    </>
  )
}

interface StatesProps {
  fleet: FleetList
  chosen: ReturnType<typeof readFleetSearch>['states']
  query: ReturnType<typeof readFleetSearch>['query']
}

function States({ fleet: { buckets, total }, chosen, query }: StatesProps) {
  return (
    <section className="panel bkp" aria-label="Proxies by state">
      <BucketBar buckets={buckets} total={total} chosen={chosen} query={query} bar={total > 0} />
    </section>
  )
}

function titleOf({ buckets, total }: FleetList, isFiltered: boolean): string {
  if (total === 0) return 'No proxy fits'
  const fitting = !isFiltered ? '' : total === 1 ? ' that fits' : ' that fit'
  return `${formatCount(buckets['in-sync'])} of ${countOf(total, 'proxy', 'proxies')}${fitting} ${total === 1 ? 'is' : 'are'} in sync`
}

function NoneOfThem({ all }: { all: string }) {
  return (
    <PanelEmpty title="None of them" actions={<LinkButton href={all}>Clear filters</LinkButton>}>
      No proxy fits what was chosen.
    </PanelEmpty>
  )
}

function ConnectButton() {
  return (
    <Link className="btn p" href={routes.connect()} prefetch={false}>
      Connect a proxy
    </Link>
  )
}

function NoFleet({ mayConnect }: { mayConnect: boolean }) {
  return (
    <>
      <PageHeader title="Fleet">No proxy is registered.</PageHeader>
      <section className="panel" aria-label="The proxies">
        <PanelEmpty title="No proxy is connected yet" actions={mayConnect && <ConnectButton />}>
          An administrator of the repository connects one with a single command; it appears here when it
          works.
        </PanelEmpty>
      </section>
    </>
  )
}
