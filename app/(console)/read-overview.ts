import { listChanges } from '@/lib/changes/list-changes'
import { listFollowUps } from '@/lib/changes/list-follow-ups'
import { listMerges } from '@/lib/changes/list-merges'
import type { Context, PersonActor } from '@/lib/context'
import { chartDecisions } from '@/lib/decisions/chart-decisions'
import { coverDecisions } from '@/lib/decisions/cover-decisions'
import { findSpikes } from '@/lib/decisions/find-spikes'
import { listGapSpans } from '@/lib/decisions/list-gap-spans'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { listAlarms } from '@/lib/fleet/list-alarms'
import { listFleet } from '@/lib/fleet/list-fleet'
import type { RefHistory } from '@/lib/git/mirror'
import { relativeToRoot } from '@/lib/repository/policy-path'
import { readCodeowners } from '@/lib/repository/read-codeowners'
import type { Server } from '@/lib/server'
import { ownDrafts } from './own-drafts'
import { readLogs } from './read-logs'

interface OverviewInput {
  readonly opened: Server
  readonly history: RefHistory
  /** Folder of the policies. */
  readonly root: string
  readonly branch: string
  /** How far back the numbers go. */
  readonly hours: 24 | 168
}

/** What the overview shows, but for its top rules; paths of policies are relative to the root. */
export async function readOverview(ctx: Context<PersonActor>, input: OverviewInput) {
  const { opened, history, root, branch, hours } = input
  const range = {
    from: new Date(ctx.now.getTime() - hours * 3_600_000),
    // A proxy's clock may run a little ahead.
    to: new Date(ctx.now.getTime() + 60_000),
  }
  const inRoot = (path: string) => relativeToRoot(path, root) ?? path
  const parts = fleetParts(opened)
  const [fleet, alarms, changes, drafts, chart, coverage, gaps, merges, owed, spikes, logs, owners] =
    await Promise.all([
      listFleet({ ctx, parts, input: { limit: 0 } }),
      listAlarms({ ctx, parts }),
      listChanges({ ctx, source: opened, history, root, input: { state: 'open' } }),
      ownDrafts(ctx, { opened, tip: history.tip, root }),
      chartDecisions({ ctx, input: range }),
      coverDecisions({ ctx, input: range }),
      listGapSpans({ ctx, input: range }),
      listMerges({ ctx, input: { ...range, baseRef: branch, root } }),
      listFollowUps({ ctx }),
      findSpikes({ ctx }),
      readLogs(ctx),
      readCodeowners(opened.mirror.objects, history.tip),
    ])
  return {
    fleet,
    alarms,
    changes,
    drafts,
    chart,
    coverage,
    gaps,
    merges,
    owed,
    logs,
    codeowners: owners?.codeowners ?? null,
    spikes: spikes.map((spike) => Object.assign(spike, { policy: inRoot(spike.policy) })),
  }
}
