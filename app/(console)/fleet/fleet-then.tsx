import { ExportMenu } from '@/components/ui/export-menu'
import { InstantPanel } from '@/components/fleet/then/instant-panel'
import { SinceThen } from '@/components/fleet/then/since-then'
import { ThenFilters } from '@/components/fleet/then/then-filters'
import { ThenStates } from '@/components/fleet/then/then-states'
import { ThenTable, type ThenRow } from '@/components/fleet/then/then-table'
import { MomentBar } from '@/components/shell/moment-bar'
import { CopyLink } from '@/components/ui/copy-link'
import { countOf, formatCount } from '@/components/ui/format-number'
import { formatInstant } from '@/components/ui/format-time'
import { PageHeader } from '@/components/ui/page-header'
import { ListEnded, PageLinks } from '@/components/ui/page-links'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import type { Context } from '@/lib/context'
import { filterThen } from '@/lib/fleet/filter-then'
import { fleetAsOf } from '@/lib/fleet/fleet-as-of'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { fleetSince } from '@/lib/fleet/fleet-since'
import { orderThen, type OrderedThen } from '@/lib/fleet/order-then'
import { branchName } from '@/lib/git/branch-name'
import type { RefHistory } from '@/lib/git/mirror'
import { changesSince } from '@/lib/repository/changes-since'
import { apiRoutes, routes, type FleetQuery } from '@/lib/routes'
import type { Server } from '@/lib/server'
import { NoMomentPage } from '../no-moment-page'
import { findEmergencies } from './find-emergencies'
import { fleetMoment } from './fleet-moment'
import type { ThenSearch } from './search-params'
import { countThen, howKnown, toThenRow, wordOfGroupThen } from './then-rows'

/** As in the list of today: more rows cost more time to draw than anybody reads. */
const PAGE = 40

interface FleetThenProps {
  ctx: Context
  opened: Server
  history: RefHistory
  root: string
  /** An instant, a commit or a branch, as the address says it: links on the page say the same. */
  at: string
  search: ThenSearch
}

/** What was every proxy running at that instant or commit, and what became of it? */
export async function FleetThen({ ctx, opened, history, root, at: text, search }: FleetThenProps) {
  const answer = await fleetMoment(ctx, opened, history, text)
  if (answer.kind !== 'found')
    return <NoMomentPage {...{ ctx, opened, history, answer }} at={text} now={routes.fleet()} />
  const { at } = answer.moment
  const parts = fleetParts(opened)
  const then = await fleetAsOf({ ctx, parts, input: { at } })
  const { proxies, total, inSync, tip } = then
  const [since, emergencies] = await Promise.all([
    fleetSince({ ctx, parts, input: { proxies } }),
    findEmergencies({ ctx, parts, input: { history } }),
  ])
  const branch = branchName(opened.repository.ref)
  const { by, filter, from, query, scale } = search
  const here = { ...query, at: text }
  const fitting = orderThen(filterThen(proxies, filter), by)
  const rows = fitting.proxies
    .slice(from, from + PAGE)
    .map((proxy) => toThenRow(proxy, { root, by, now: since.standingOf(proxy.name) }))
  return (
    <>
      <MomentBar
        at={at}
        commit={answer.commit}
        tip={tip}
        branch={branch}
        now={routes.fleet({ env: query.env, q: query.q })}
      />
      <PageHeader
        title={`${formatCount(inSync)} of ${countOf(total, 'proxy', 'proxies')} ${total === 1 ? 'was' : 'were'} in sync`}
        crumbs={[{ name: 'Fleet', href: routes.fleet() }]}
        here="at an instant"
        actions={
          <>
            <CopyLink path={routes.fleet(here)} />
            <ExportMenu
              csv={apiRoutes.exportFleet({ ...here, by: undefined, scale: undefined, format: 'csv' })}
              ndjson={apiRoutes.exportFleet({ ...here, by: undefined, scale: undefined, format: 'ndjson' })}
            />
          </>
        }
      >
        {tip !== null && (
          <>
            Against {branch}@<span className="mono">{tip.slice(0, 7)}</span> as it was at {formatInstant(at)},
            with the pins and the branches of environments of then.{' '}
          </>
        )}
        Only what was proved then counts; nothing learned later is used.
      </PageHeader>
      <InstantPanel
        at={at}
        now={ctx.now}
        branch={branch}
        tip={tip}
        moves={then.moves}
        recorded={then.recorded}
        emergencies={emergencies}
        scale={scale}
        query={query}
        asked={text}
      />
      <ThenStates counts={countThen(proxies)} total={total} query={here} />
      <ThenFilters query={here} by={by} />
      <div className="grid two thens">
        <div>
          <ThenList
            rows={rows}
            ordered={fitting}
            total={total}
            groupWord={(name) => wordOfGroupThen(name, by, root)}
            from={from}
            here={here}
            at={text}
          />
        </div>
        <div className="stack">
          <SinceThen
            {...since}
            changed={tip === null ? null : changesSince({ index: history.index, root }, tip)}
            emergency={emergencies.find((one) => one.at > at) ?? null}
            at={at}
            branch={branch}
            policiesThen={tip === null ? null : routes.policies({ at: tip })}
            compared={
              tip === null || tip === history.tip
                ? null
                : routes.policies({ compare: `${tip}...${history.tip}` })
            }
            now={ctx.now}
          />
          <Panel title="How this page knows">
            <p className="s mid howk">{howKnown(proxies, branch)}</p>
          </Panel>
        </div>
      </div>
    </>
  )
}

interface ThenListProps {
  rows: readonly ThenRow[]
  ordered: OrderedThen
  total: number
  groupWord: (name: string) => string
  from: number
  /** What the address asks for, with its moment `at`. */
  here: FleetQuery
  at: string
}

function ThenList({ rows, ordered: { groups, proxies }, total, groupWord, from, here, at }: ThenListProps) {
  const place = {
    from,
    matching: proxies.length,
    size: PAGE,
    hrefOf: (start: string | undefined) => routes.fleet({ ...here, from: start }),
  }
  const named = groups.map((group) => Object.assign({ word: groupWord(group.name) }, group))
  return (
    <>
      <Panel title="Then" note={`${countShown(proxies.length, total)} registered then`}>
        {rows.length > 0 ? (
          <ThenTable rows={rows} groups={named} at={at} />
        ) : proxies.length > 0 ? (
          <ListEnded {...place} />
        ) : (
          <PanelEmpty title={total === 0 ? 'No proxy' : 'None of them'}>
            {total === 0 ? 'No proxy was registered then.' : 'No proxy fits what was chosen.'}
          </PanelEmpty>
        )}
      </Panel>
      <PageLinks {...place} shown={rows.length} />
    </>
  )
}

function countShown(fitting: number, total: number): string {
  return fitting === total ? formatCount(total) : `${formatCount(fitting)} of ${formatCount(total)}`
}
