import Link from 'next/link'
import { ThenForm } from '@/components/fleet/then-form'
import { ThenTable } from '@/components/fleet/then-table'
import { countOf, formatCount } from '@/components/ui/format-number'
import { formatInstant } from '@/components/ui/format-time'
import { PageHeader } from '@/components/ui/page-header'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import type { Context } from '@/lib/context'
import { fleetAsOf } from '@/lib/fleet/fleet-as-of'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { relativeToRoot } from '@/lib/repository/policy-path'
import { routes } from '@/lib/routes'
import type { Server } from '@/lib/server'

/** More rows than this are paged by name. */
const MOST_ROWS = 500

interface FleetThenProps {
  ctx: Context
  opened: Server
  root: string
  at: Date
}

/** What was every proxy running at that instant? */
export async function FleetThen({ ctx, opened, root, at }: FleetThenProps) {
  const { proxies, total, inSync, tip } = await fleetAsOf({ ctx, parts: fleetParts(opened), input: { at } })
  const branch = opened.repository.ref.replace(/^refs\/heads\//, '')
  const rows = proxies
    .toSorted((a, b) => ORDER[a.state] - ORDER[b.state] || (a.name < b.name ? -1 : 1))
    .slice(0, MOST_ROWS)
    .map(({ name, environment, policyPath, desired, runs, state }) => {
      const policy = relativeToRoot(policyPath, root) ?? policyPath
      return { name, environment, policy, desired, runs, state }
    })
  const of = (state: keyof typeof ORDER) => proxies.filter((proxy) => proxy.state === state).length
  return (
    <>
      <div className="past-bar" role="status">
        <span>
          <b className="b">You are looking at {formatInstant(at)}.</b>{' '}
          <span className="mid">
            {tip === null ? (
              `Lockstep did not know ${branch} yet.`
            ) : (
              <>
                Then {branch} was at <span className="mono">{tip.slice(0, 7)}</span>.
              </>
            )}
          </span>
        </span>
        <Link className="btn sm" href={routes.fleet()} prefetch={false}>
          Back to now
        </Link>
      </div>
      <PageHeader
        title={`${formatCount(inSync)} of ${countOf(total, 'proxy', 'proxies')} ${total === 1 ? 'was' : 'were'} in sync`}
        crumbs={[{ name: 'Fleet', href: routes.fleet() }]}
      >
        {formatCount(of('other'))} ran something else, {formatCount(of('not-known'))} not known,{' '}
        {formatCount(of('not-running'))} without a process. From the history of loads and of the branch, which
        only grows; never from the dates of commits.
      </PageHeader>
      <ThenForm at={at} />
      <Panel title="Then" note={`${formatCount(total)} registered then`}>
        {rows.length === 0 ? (
          <PanelEmpty title="No proxy">No proxy was registered then.</PanelEmpty>
        ) : (
          <ThenTable rows={rows} at={at} />
        )}
        {total > MOST_ROWS && (
          <p className="s mid rnote">
            The first {formatCount(MOST_ROWS)} of {formatCount(total)}, those that were not in sync first.
          </p>
        )}
      </Panel>
    </>
  )
}

const ORDER = { other: 0, 'not-known': 1, 'not-running': 2, 'in-sync': 3 } as const
