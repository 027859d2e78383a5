import type { Metadata } from 'next'
import Link from 'next/link'
import { BucketBar } from '@/components/fleet/bucket-bar'
import { FleetTable } from '@/components/fleet/fleet-table'
import { countOf } from '@/components/ui/format-number'
import { FilterInput } from '@/components/ui/filter-input'
import { PageHeader } from '@/components/ui/page-header'
import { PanelEmpty } from '@/components/ui/panel'
import { roleAtLeast } from '@/lib/context'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { listFleet } from '@/lib/fleet/list-fleet'
import { FLEET_STATES } from '@/lib/fleet/states'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { routes } from '@/lib/routes'
import { server, trackedHistory } from '@/lib/server'
import { requirePerson } from '@/lib/session'
import { toTableRow } from './table-row'

export const metadata: Metadata = { title: 'Fleet' }

interface FleetPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>
}

const SHOWN = 500

/** Which commit is every proxy really running? */
export default async function FleetPage({ searchParams }: FleetPageProps) {
  const ctx = await requirePerson()
  const opened = await server()
  const search = await searchParams
  const states = FLEET_STATES.map(({ slug }) => slug).filter((slug) => [search.state].flat().includes(slug))
  const [environment, q] = [first(search.env), first(search.q)]
  const history = await trackedHistory(opened)
  const { configuration } = await readConfiguration(opened.mirror.objects, history.tip)
  const input = { states, environment: environment ?? null, q: q ?? '', limit: SHOWN }
  const fleet = await listFleet({ ctx, parts: fleetParts(opened), input })
  const mayConnect = roleAtLeast(ctx.actor.role, 'admin')
  const connect = mayConnect && (
    <Link className="btn" href={routes.connect()} prefetch={false}>
      Connect a proxy
    </Link>
  )
  return (
    <>
      <PageHeader
        title="Fleet"
        actions={
          <>
            <FilterInput label="Filter proxies" name="q" />
            {connect}
          </>
        }
      >
        {fleet.buckets['in-sync']} of {countOf(fleet.total, 'proxy', 'proxies')} in sync, {fleet.drift}{' '}
        drifted, {fleet.unknown} not known.
      </PageHeader>
      <section className="panel" aria-label="Proxies by state">
        {fleet.total > 0 && <BucketBar buckets={fleet.buckets} total={fleet.total} chosen={states} />}
        {fleet.rows.length > 0 ? (
          <FleetTable rows={fleet.rows.map((row) => toTableRow(row, configuration.root))} now={ctx.now} />
        ) : (
          <NoProxy total={fleet.total} mayConnect={mayConnect} />
        )}
        {fleet.matching > fleet.rows.length && (
          <p className="s dim pad">
            {fleet.rows.length} of {fleet.matching} shown. Narrow them by a state.
          </p>
        )}
      </section>
    </>
  )
}

function NoProxy({ total, mayConnect }: { total: number; mayConnect: boolean }) {
  if (total > 0) return <PanelEmpty title="None of them">No proxy fits what was chosen.</PanelEmpty>
  return (
    <PanelEmpty
      title="No proxy is connected yet"
      actions={
        mayConnect && (
          <Link className="btn p" href={routes.connect()} prefetch={false}>
            Connect a proxy
          </Link>
        )
      }
    >
      An administrator of the repository connects one with a single command; it appears here when it works.
    </PanelEmpty>
  )
}

function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}
