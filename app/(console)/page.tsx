import type { Metadata } from 'next'
import { sayDue } from '@/components/change/emergency/follow-up-note'
import { attentionItems } from '@/components/overview/attention'
import { AttentionList } from '@/components/overview/attention-list'
import { DecisionsPanel } from '@/components/overview/decisions-panel'
import { DraftsPanel } from '@/components/overview/drafts-panel'
import { FirstRun } from '@/components/overview/first-run'
import { FleetPanel } from '@/components/overview/fleet-panel'
import { ReviewPanel } from '@/components/overview/review-panel'
import { TopRulesPanel } from '@/components/overview/top-rules-panel'
import { countOf, formatCount } from '@/components/ui/format-number'
import { formatInstant } from '@/components/ui/format-time'
import { PageHeader } from '@/components/ui/page-header'
import { listChanges, type PullSummary } from '@/lib/changes/list-changes'
import { listDrafts } from '@/lib/changes/list-drafts'
import { listFollowUps, type OpenFollowUp } from '@/lib/changes/list-follow-ups'
import { listMerges } from '@/lib/changes/list-merges'
import { chartDecisions } from '@/lib/decisions/chart-decisions'
import { coverDecisions } from '@/lib/decisions/cover-decisions'
import { topRules } from '@/lib/decisions/top-rules'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { type FleetList, listFleet } from '@/lib/fleet/list-fleet'
import { relativeToRoot } from '@/lib/repository/policy-path'
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
  const { root } = configuration
  const branch = opened.repository.ref.replace(/^refs\/heads\//, '')
  const [fleet, changes, drafts, chart, coverage, merges, rules, owed] = await Promise.all([
    listFleet({ ctx, parts: fleetParts(opened), input: { limit: 500 } }),
    listChanges({ ctx, source: opened, history, root, input: { state: 'open' } }),
    listDrafts({ ctx }),
    chartDecisions({ ctx, input: day }),
    coverDecisions({ ctx, input: day }),
    listMerges({ ctx, input: { ...day, baseRef: branch, root } }),
    topRules({ ctx, input: { limit: 5 } }),
    listFollowUps({ ctx }),
  ])
  const pulls = changes.filter((change): change is PullSummary => change.kind === 'pull-request')
  const items = attentionItems({
    proxies: fleet.rows,
    changes: pulls.map(toAttention),
    followUps: owed.map((one) => toOwed(one, ctx.now)),
    tools: fleet.toolsChanged,
  })
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
        {summary(fleet, pulls)}
      </PageHeader>
      <div className="grid two">
        <div className="stack">
          {items.length > 0 && <AttentionList items={items} now={ctx.now} />}
          <DecisionsPanel chart={chart} marks={merges} coverage={coverage} now={ctx.now} />
          <TopRulesPanel
            rules={rules.map((rule) =>
              Object.assign(rule, { policy: relativeToRoot(rule.policy, root) ?? rule.policy }),
            )}
          />
        </div>
        <div className="stack">
          <FleetPanel
            buckets={fleet.buckets}
            total={fleet.total}
            board={fleet.board}
            branch={branch}
            tip={history.tip}
          />
          <ReviewPanel changes={pulls.map(toOpen)} now={ctx.now} />
          <DraftsPanel drafts={drafts} now={ctx.now} />
        </div>
      </div>
    </>
  )
}

function toOwed({ change, title, openedAt, followUp }: OpenFollowUp, now: Date) {
  return { change, title, due: sayDue(new Date(followUp.dueAt), now), since: openedAt }
}

function toAttention({ number, title, updatedAt, draft, review }: PullSummary) {
  const failingChecks = review.checks.filter(({ state }) => state === 'failure').map(({ name }) => name)
  return { number, title, updatedAt, draft, failingChecks, conflicts: review.mergeState === 'dirty' }
}

function toOpen({ number, title, draftedBy, updatedAt, labels, review, ours }: PullSummary) {
  const checks = review.checks.filter(({ state }) => state !== 'neutral')
  return {
    number,
    title,
    draftedBy,
    updatedAt,
    ours,
    isEmergency: labels.includes('emergency'),
    asked: [...review.requestedPeople, ...review.requestedTeams],
    checks: {
      passed: checks.filter(({ state }) => state === 'success').length,
      total: checks.length,
      failed: checks.some(({ state }) => state === 'failure'),
    },
  }
}

/** One sentence with every count that the page is about. */
function summary({ drift, unknown, total }: FleetList, pulls: readonly PullSummary[]): string {
  const proxies = countOf(total, 'proxy', 'proxies')
  const waiting = pulls.filter(({ draft }) => !draft).length
  return `${formatCount(drift)} of ${proxies} ${drift === 1 ? 'has' : 'have'} drifted, ${formatCount(unknown)} not known, ${countOf(waiting, 'change')} waiting for review.`
}
