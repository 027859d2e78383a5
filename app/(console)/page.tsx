import type { Metadata } from 'next'
import { attentionItems } from '@/components/overview/attention'
import { AttentionList } from '@/components/overview/attention-list'
import { DecisionsPanel } from '@/components/overview/decisions-panel'
import { DraftsPanel } from '@/components/overview/drafts-panel'
import { FirstRun } from '@/components/overview/first-run'
import { FleetPanel } from '@/components/overview/fleet-panel'
import { ReviewPanel } from '@/components/overview/review-panel'
import { countOf } from '@/components/ui/format-number'
import { formatInstant } from '@/components/ui/format-time'
import { PageHeader } from '@/components/ui/page-header'
import { listChanges, type PullSummary } from '@/lib/changes/list-changes'
import { listDrafts } from '@/lib/changes/list-drafts'
import { roleAtLeast } from '@/lib/context'
import { chartDecisions } from '@/lib/decisions/chart-decisions'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { listFleet } from '@/lib/fleet/list-fleet'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { server, trackedHistory } from '@/lib/server'
import { requirePerson } from '@/lib/session'
import { firstRun } from './first-run'

export const metadata: Metadata = { title: 'Overview' }

/** What needs me now, in worst-first order? */
export default async function OverviewPage() {
  const ctx = await requirePerson()
  const opened = await server()
  const history = await trackedHistory(opened)
  const { configuration } = await readConfiguration(opened.mirror.objects, history.tip)
  const day = { from: new Date(ctx.now.getTime() - 86_400_000), to: new Date(ctx.now.getTime() + 60_000) }
  const [fleet, changes, drafts, chart] = await Promise.all([
    listFleet({ ctx, parts: fleetParts(opened), input: { limit: 500 } }),
    listChanges({ ctx, source: opened, history, root: configuration.root, input: { state: 'open' } }),
    listDrafts({ ctx }),
    chartDecisions({ ctx, input: day }),
  ])
  const pulls = changes.filter((change): change is PullSummary => change.kind === 'pull-request')
  const items = attentionItems(fleet.rows, pulls.map(toAttention))
  if (fleet.total === 0 || chart.since === null) {
    return (
      <>
        <FirstRun {...await firstRun(ctx, opened, { history, proxies: fleet.total })} />
        {(items.length > 0 || pulls.length > 0 || drafts.length > 0) && (
          <div className="narrow stack" style={{ maxWidth: 1080, marginTop: 24 }}>
            {items.length > 0 && <AttentionList items={items} now={ctx.now} />}
            <DraftsPanel drafts={drafts} now={ctx.now} />
            {pulls.length > 0 && <ReviewPanel changes={pulls.map(toOpen)} now={ctx.now} />}
          </div>
        )}
      </>
    )
  }
  return (
    <>
      <PageHeader
        title={
          items.length === 0
            ? 'Nothing needs a look'
            : `${countOf(items.length, 'thing')} ${items.length === 1 ? 'needs' : 'need'} a look`
        }
        actions={<span className="s dim num">{formatInstant(ctx.now)}</span>}
      >
        {fleet.drift} of {countOf(fleet.total, 'proxy', 'proxies')} drifted, {fleet.unknown} not known,{' '}
        {countOf(pulls.length, 'change')} open.
      </PageHeader>
      <div className="grid two">
        <div className="stack">
          {items.length > 0 && <AttentionList items={items} now={ctx.now} />}
          <DecisionsPanel chart={chart} now={ctx.now} />
          <ReviewPanel changes={pulls.map(toOpen)} now={ctx.now} />
        </div>
        <div className="stack">
          <FleetPanel
            buckets={fleet.buckets}
            total={fleet.total}
            branch={opened.repository.ref.replace(/^refs\/heads\//, '')}
            tip={history.tip}
            mayConnect={roleAtLeast(ctx.actor.role, 'admin')}
          />
          <DraftsPanel drafts={drafts} now={ctx.now} />
        </div>
      </div>
    </>
  )
}

function toAttention({ number, title, updatedAt, draft, review }: PullSummary) {
  const failingChecks = review.checks.filter(({ state }) => state === 'failure').map(({ name }) => name)
  return { number, title, updatedAt, draft, failingChecks, conflicts: review.mergeState === 'dirty' }
}

function toOpen({ number, title, draftedBy, updatedAt, review }: PullSummary) {
  return { number, title, draftedBy, updatedAt, asked: [...review.requestedPeople, ...review.requestedTeams] }
}
