import Link from 'next/link'
import { LANDED } from '@/components/fleet/rollout/landing'
import { RolloutCurve } from '@/components/fleet/rollout/rollout-curve'
import { formatCount } from '@/components/ui/format-number'
import { Panel } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import { findMergedPaths } from '@/lib/changes/find-merged-paths'
import type { Context } from '@/lib/context'
import { findLatestMerge } from '@/lib/fleet/find-latest-merge'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { traceRollout } from '@/lib/fleet/trace-rollout'
import { routes } from '@/lib/routes'
import type { Server } from '@/lib/server'
import { toLines } from '../changes/read-rollout'
import { findLateEmergency } from './find-late-emergency'

/**
 * The newest change that proxies have to run, on its way to them; an emergency that does not run everywhere comes before it. Null when
 * there is none, or it concerns nobody.
 */
export async function lastRollout(ctx: Context, opened: Server, root: string) {
  const parts = fleetParts(opened)
  const urgent = await findLateEmergency({ ctx, parts })
  const commit = urgent ?? (await findLatestMerge({ ctx, parts, root }))
  if (commit === null) return null
  const { number, mergedAt, paths } = await findMergedPaths({ ctx, source: opened, commit })
  const rollout = await traceRollout({ ctx, parts, input: { commit, mergedAt, paths } })
  if (rollout === null || rollout.figures.total === 0) return null
  const { figures } = rollout
  const landing = number === null ? 'landing' : 'merge'
  const name = number === null ? commit.slice(0, 7) : `#${number}`
  const hrefTo = (query: { table?: 'rollout' }) =>
    number === null ? routes.changeByCommit(commit, query) : routes.change(number, query)
  return (
    <Panel
      title={
        <>
          {urgent === null ? 'Last rollout' : 'Emergency on its way'}:{' '}
          <Link href={hrefTo({})} prefetch={false}>
            {name}
          </Link>
        </>
      }
      note={
        <>
          {formatCount(figures.running)} of {formatCount(figures.total)} running, {LANDED[landing]}{' '}
          <Time at={rollout.mergedAt} now={ctx.now} />
        </>
      }
      more={
        <>
          <Link href={hrefTo({ table: 'rollout' })} prefetch={false}>
            Table
          </Link>
          <Link href={hrefTo({})} prefetch={false}>
            Open change
          </Link>
        </>
      }
    >
      <div className="chart">
        <RolloutCurve
          lines={toLines(rollout, root).filter(({ outcome }) => outcome !== 'left')}
          total={figures.total}
          p50Ms={figures.p50Ms}
          mergedAt={rollout.mergedAt}
          landing={landing}
          now={ctx.now}
          name={name}
          showsDelivered={rollout.overtakenBy === null}
        />
      </div>
    </Panel>
  )
}
