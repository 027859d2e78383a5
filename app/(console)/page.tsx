import type { Metadata } from 'next'
import { sayDue } from '@/components/change/emergency/follow-up-note'
import { attentionItems } from '@/components/overview/attention'
import type { AttentionItem } from '@/components/overview/attention-item'
import { itemsOfLogs } from '@/components/overview/attention-logs'
import { AttentionList } from '@/components/overview/attention-list'
import { DecisionsPanel } from '@/components/overview/decisions-panel'
import { DraftsPanel } from '@/components/overview/drafts-panel'
import { FirstChange, FirstRun } from '@/components/overview/first-run'
import { FleetPanel } from '@/components/overview/fleet-panel'
import { RangeMenu } from '@/components/overview/range-menu'
import { ReviewPanel, REVIEWS_SHOWN } from '@/components/overview/review-panel'
import { PageHints } from '@/components/shell/page-hints'
import { countOf, formatCount } from '@/components/ui/format-number'
import { formatInstant } from '@/components/ui/format-time'
import { PageHeader } from '@/components/ui/page-header'
import { hasPullRequest } from '@/lib/changes/has-pull-request'
import type { PullSummary } from '@/lib/changes/list-changes'
import type { OpenFollowUp } from '@/lib/changes/list-follow-ups'
import type { DenialSpike } from '@/lib/decisions/find-spikes'
import type { FleetList } from '@/lib/fleet/list-fleet'
import { branchName } from '@/lib/git/branch-name'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { routes } from '@/lib/routes'
import { server, trackedHistory } from '@/lib/server'
import { requirePerson } from '@/lib/session'
import { firstRun } from './first-run'
import { toAttention, toOpen } from './overview-changes'
import { readOverview } from './read-overview'
import { TopRules } from './top-rules'

export const metadata: Metadata = { title: 'Overview' }

interface OverviewProps {
  searchParams: Promise<{ since?: string | string[]; table?: string | string[] }>
}

/** A new installation. */
const FIRST_DAYS_MS = 7 * 86_400_000

const HINTS = [
  { keys: ['G', 'F'], does: 'fleet' },
  { keys: ['G', 'D'], does: 'decisions' },
  { keys: ['J', 'K'], does: 'move' },
  { keys: ['?'], does: 'all keys' },
]

/** What needs me now, in worst-first order? */
export default async function OverviewPage({ searchParams }: OverviewProps) {
  const search = await searchParams
  const hours = search.since === '7d' ? 168 : 24
  const since = hours === 168 ? ('7d' as const) : undefined
  const asTable = search.table === 'decisions'
  const table = asTable ? ('decisions' as const) : undefined
  const ctx = await requirePerson()
  const opened = await server()
  const history = await trackedHistory(opened)
  const { root, emergency } = (await readConfiguration(opened.mirror.objects, history.tip)).configuration
  const branch = branchName(opened.repository.ref)
  const read = await readOverview(ctx, { opened, history, root, branch, hours })
  const { fleet, alarms, changes, drafts, chart, coverage, gaps, merges, owed, spikes, logs, codeowners } =
    read
  const pulls = changes.filter((change): change is PullSummary => change.kind === 'pull-request')
  const rules = { codeowners, reviewers: emergency?.reviewers ?? [], root }
  const reviews = pulls.slice(0, REVIEWS_SHOWN).map((pull) => toOpen(pull, rules))
  const items = attentionItems({
    alarms,
    spikes,
    changes: pulls.map((pull) => toAttention(pull, rules)),
    followUps: owed.map((one) => toOwed(one, ctx.now)),
    tools: fleet.toolsChanged,
    logs: itemsOfLogs(logs, ctx.now),
    drafts,
  })
  if (fleet.total === 0 || chart.since === null) {
    return (
      <>
        <FirstRun {...await firstRun(ctx, opened, { history, proxies: fleet.total })} />
        {(items.length > 0 || pulls.length > 0 || drafts.length > 0) && (
          <div className="narrow stack" style={{ marginTop: 24 }}>
            {items.length > 0 && <AttentionList items={items} now={ctx.now} />}
            <DraftsPanel drafts={drafts} now={ctx.now} />
            {pulls.length > 0 && <ReviewPanel changes={reviews} total={pulls.length} now={ctx.now} />}
          </div>
        )}
      </>
    )
  }
  // Who only pushes is not asked for ever.
  const isFirstChangeNext =
    ctx.now.getTime() - chart.since.getTime() < FIRST_DAYS_MS && !(await hasPullRequest({ ctx }))
  return (
    <>
      <PageHeader
        title={
          items.length === 0
            ? 'Nothing needs a look'
            : `${countOf(items.length, 'thing')} ${items.length === 1 ? 'needs' : 'need'} a look`
        }
        actions={
          <>
            <span className="s dim num">{formatInstant(ctx.now)}</span>
            <RangeMenu ranges={rangesOf(hours, table)} />
          </>
        }
      >
        {summary(fleet, pulls, items, spikes, owed)}
      </PageHeader>
      {isFirstChangeNext && <FirstChange />}
      <div className="grid two">
        <div className="stack">
          {items.length > 0 && <AttentionList items={items} now={ctx.now} />}
          <DecisionsPanel
            chart={chart}
            marks={merges}
            coverage={coverage}
            gaps={gaps}
            now={ctx.now}
            hours={hours}
            asTable={asTable}
            otherHref={routes.overview({ since, table: asTable ? undefined : 'decisions' })}
          />
          <TopRules ctx={ctx} root={root} hours={hours} />
        </div>
        <div className="stack">
          <FleetPanel
            buckets={fleet.buckets}
            total={fleet.total}
            board={fleet.board}
            branch={branch}
            tip={history.tip}
          />
          <ReviewPanel changes={reviews} total={pulls.length} now={ctx.now} />
          <DraftsPanel drafts={drafts} now={ctx.now} most={6} />
          <PageHints hints={HINTS} />
        </div>
      </div>
    </>
  )
}

/** How far back the numbers of the page may go. */
function rangesOf(hours: number, table: 'decisions' | undefined) {
  return [
    { words: 'Last 24 hours', href: routes.overview({ table }), isShown: hours === 24 },
    { words: 'Last 7 days', href: routes.overview({ since: '7d', table }), isShown: hours === 168 },
  ]
}

function toOwed({ change, title, openedAt, followUp }: OpenFollowUp, now: Date) {
  return { change, title, due: sayDue(new Date(followUp.dueAt), now), since: openedAt }
}

/** One sentence with every count that the page is about. */
function summary(
  { drift, unknown, total }: FleetList,
  pulls: readonly PullSummary[],
  items: readonly AttentionItem[],
  spikes: readonly DenialSpike[],
  owed: readonly OpenFollowUp[],
): string {
  const proxies = countOf(total, 'proxy', 'proxies')
  const waiting = pulls.filter(({ draft }) => !draft).length
  const changes = items.filter(({ key }) => key.startsWith('change '))
  const failing = changes.filter(({ glyph }) => glyph === 'failed').length
  const emergencies = changes.length - failing
  const more = [
    ...(spikes.length > 0 ? [countOf(spikes.length, 'denial spike')] : []),
    ...(emergencies > 0 ? [countOf(emergencies, 'open emergency', 'open emergencies')] : []),
    ...(failing > 0 ? [countOf(failing, 'change that cannot go on', 'changes that cannot go on')] : []),
    `${countOf(waiting, 'change')} waiting for review`,
    ...(owed.length > 0 ? [`${countOf(owed.length, 'follow-up')} due`] : []),
  ]
  return `${formatCount(drift)} of ${proxies} ${drift === 1 || total === 1 ? 'has' : 'have'} drifted, ${formatCount(unknown)} not known, ${more.join(', ')}.`
}
