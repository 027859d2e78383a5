import Link from 'next/link'
import type { ReactNode } from 'react'
import type { NamedRun, RunLane } from '@/components/fleet/runs/run-lanes'
import { toLanes } from '@/components/fleet/runs/run-lanes'
import { RunsPanel } from '@/components/fleet/runs/runs-panel'
import { formatMoment } from '@/components/ui/format-time'
import { countOf } from '@/components/ui/format-number'
import { GlyphWord } from '@/components/ui/glyph'
import type { VersionsMeaning } from '@/lib/changes/compare-versions'
import type { Context } from '@/lib/context'
import { fleetParts } from '@/lib/fleet/fleet-parts'
import { listFleet } from '@/lib/fleet/list-fleet'
import { fleetState } from '@/lib/fleet/states'
import { MOST_PROXIES, traceVersions, type RanContent } from '@/lib/fleet/trace-versions'
import type { ComparedPolicy, ComparedVersion } from '@/lib/repository/compare-policy'
import { apiRoutes, routes } from '@/lib/routes'
import type { Server } from '@/lib/server'

/** Who ran what between the two ends of a comparison. */
export interface ComparedRuns {
  readonly lanes: readonly RunLane[]
  readonly total: number
  readonly from: Date
  readonly to: Date
  /** Full names of the file. */
  readonly paths: readonly string[]
}

/** Reads what the proxies of a policy ran from the earlier end on, until the later one was replaced; null where an end is not on the branch. */
export async function readRuns(
  ctx: Context,
  opened: Server,
  compared: ComparedPolicy,
  {
    chain,
    comparing,
  }: { chain: readonly (ComparedVersion | null)[] | null; comparing: Promise<VersionsMeaning> },
): Promise<ComparedRuns | null> {
  const [first, last] = [chain?.find((version) => version !== null) ?? null, chain?.at(-1) ?? null]
  if (chain === null || first === null || last === null) return null
  const [from, to] = [first.landedAt, last.until ?? ctx.now]
  const paths = [
    ...new Set([compared.older, compared.newer].flatMap(({ file }) => file?.repositoryPath ?? [])),
  ]
  if (from >= to) return null
  const parts = fleetParts(opened)
  const policy = compared.newer.file?.repositoryPath ?? compared.older.file?.repositoryPath ?? null
  const [meaning, runs, fleet] = await Promise.all([
    comparing,
    traceVersions({ ctx, parts, input: { paths, from, to } }),
    last.until === null ? listFleet({ ctx, parts, input: { policy, limit: MOST_PROXIES } }) : null,
  ])
  const states = new Map(fleet?.rows.map(({ name, state }) => [name, state]))
  const lanes = toLanes(runs.proxies, namer(compared, chain, meaning), states)
  return lanes.every(({ bars }) => bars.length === 0) ? null : { lanes, total: runs.total, from, to, paths }
}

/** Names a content by the version of the file that had it when it ran; the newest of several. */
function namer(
  { versions }: ComparedPolicy,
  chain: readonly (ComparedVersion | null)[],
  { passing }: VersionsMeaning,
) {
  const [start, end] = [chain[0] ?? null, chain.at(-1) ?? null]
  const loosened = new Set(
    passing
      .filter(({ difference, isEnd }) => (difference.effect === 'loosens') !== isEnd)
      .flatMap(({ came, went }) => chain.slice(came, went).map((version) => version?.sha)),
  )
  return ({ blob, commit }: RanContent, at: Date): NamedRun => {
    const own = versions.filter((version) => version.blob === blob && blob !== null)
    // Before a version landed on the branch, it can have been run from another one only.
    const version = own.find(({ landedAt }) => landedAt <= at) ?? own.at(-1)
    if (version === undefined)
      return {
        look: 'other',
        word: commit?.slice(0, 7) ?? 'no commit',
        href: commit === null ? null : routes.changeByCommit(commit),
      }
    const { sha, path } = version
    return { look: lookOf(sha), word: sha.slice(0, 7), href: routes.policy(path, { at: sha }) }
  }
  function lookOf(sha: string): NamedRun['look'] {
    if (sha === end?.sha) return 'newer'
    if (sha === start?.sha) return 'older'
    if (loosened.has(sha)) return 'loose'
    return chain.some((version) => version?.sha === sha) ? 'between' : 'other'
  }
}

/** "6 of 6 proxies; the last left it 14 Oct 09:06": who is proved to run or to have run the content of an end. */
export function sayRuns(
  runs: ComparedRuns,
  look: 'older' | 'newer',
  version: ComparedVersion | null,
  now: Date,
): { word: string; said: ReactNode } | undefined {
  if (version === null) return undefined
  // Who followed the file while this was on the branch.
  const wanted = runs.lanes.filter(({ from, to }) => from < (version.until ?? now) && to > version.landedAt)
  const ran = wanted.filter(({ bars }) => bars.some((bar) => bar.look === look))
  if (wanted.length === 0) return undefined
  const base = `of ${countOf(wanted.length, 'proxy', 'proxies')}`
  if (version.until !== null) {
    const left = Math.max(
      0,
      ...ran.flatMap(({ bars }) => bars.filter((bar) => bar.look === look).map(({ to }) => to.getTime())),
    )
    const last =
      left === 0 || left >= runs.to.getTime() ? '' : `; the last left it ${formatMoment(new Date(left), now)}`
    return { word: 'Ran on', said: `${ran.length} ${base}, proved${last}` }
  }
  const running = ran.filter(
    ({ bars }) => bars.at(-1)?.look === look && bars.at(-1)?.to.getTime() === now.getTime(),
  )
  const others = wanted.filter((lane) => !running.includes(lane) && lane.follows)
  return {
    word: 'Runs on',
    said: (
      <span className="row wrap" style={{ gap: '4px 8px' }}>
        <span>
          {running.length} {base}, proved
        </span>
        {others.slice(0, 3).map(({ proxy, state }) => (
          <Link key={proxy} className="q row" style={{ gap: 5 }} href={routes.proxy(proxy)} prefetch={false}>
            {proxy}
            {state !== null && (
              <GlyphWord name={fleetState(state).slug}>{fleetState(state).word.toLowerCase()}</GlyphWord>
            )}
          </Link>
        ))}
        {others.length > 3 && <span className="dim">and {others.length - 3} others</span>}
      </span>
    ),
  }
}

/** "5 of 6 proxies ran it; stripe-prod-us-2 never did." */
export function sayRan(
  runs: ComparedRuns,
  versions: readonly (ComparedVersion | null)[],
  { came, went }: { came: ComparedVersion; went: ComparedVersion },
): string {
  const words = new Set(versions.flatMap((version) => version?.sha.slice(0, 7) ?? []))
  const wanted = runs.lanes.filter(({ from, to }) => from < went.landedAt && to > came.landedAt)
  const ran = wanted.filter(({ bars }) =>
    bars.some(({ look, names }) => look !== 'unproved' && names.some(({ word }) => words.has(word))),
  )
  if (wanted.length === 0) return 'No proxy followed the file then.'
  const never = wanted.filter((lane) => !ran.includes(lane)).map(({ proxy }) => proxy)
  const rest =
    never.length === 0 || ran.length === 0 || never.length > 3 ? '' : `; ${never.join(' and ')} never did`
  return `${ran.length} of ${countOf(wanted.length, 'proxy', 'proxies')} ran it${rest}.`
}

interface RunsChartPartProps {
  runs: ComparedRuns
  compared: ComparedPolicy
  isTable: boolean
  hrefs: { chart: string; table: string }
  now: Date
}

/** The panel of who ran which. */
export function ComparedRunsPanel({ runs, compared, isTable, hrefs, now }: RunsChartPartProps) {
  const { from, to, paths, lanes, total } = runs
  const marks = (compared.between ?? []).toReversed().map(({ landedAt, change, sha }) => ({
    at: landedAt,
    word: change === null ? sha.slice(0, 7) : `#${change.number}`,
  }))
  const csv = apiRoutes.exportRuns({ policy: paths, from: from.toISOString(), to: to.toISOString() })
  return (
    <RunsPanel
      lanes={lanes}
      total={total}
      marks={marks}
      from={from}
      to={to}
      isTable={isTable}
      hrefs={{ ...hrefs, csv }}
      name={compared.path.slice(compared.path.lastIndexOf('/') + 1)}
      now={now}
    />
  )
}
