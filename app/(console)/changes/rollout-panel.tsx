import Link from 'next/link'
import { ExposureTable } from '@/components/fleet/rollout/exposure-table'
import { LaggardList } from '@/components/fleet/rollout/laggard-list'
import type { Landing } from '@/components/fleet/rollout/landing'
import { RolloutCurve } from '@/components/fleet/rollout/rollout-curve'
import { RolloutRace } from '@/components/fleet/rollout/rollout-race'
import { RolloutTable } from '@/components/fleet/rollout/rollout-table'
import { CsvLink } from '@/components/ui/csv-link'
import { countOf, formatCount } from '@/components/ui/format-number'
import { formatSpan } from '@/components/ui/format-time'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import type { Rollout } from '@/lib/fleet/rollout-parts'
import { apiRoutes, routes } from '@/lib/routes'
import type { ShownRollout } from './read-rollout'

/** More lines than this are a curve. */
const MOST_LANES = 30
const MOST_ROWS = 200
const MOST_EXPOSED = 30

interface RolloutPanelProps {
  readonly shown: ShownRollout
  /** What the change is called, such as "#412". */
  readonly name: string
  readonly landing: Landing
  readonly isTable: boolean
  /** The page with the picture, and with its table. */
  readonly hrefs: { readonly chart: string; readonly table: string }
  readonly now: Date
}

/** Who moved when, who did not and why, with the same as a table and as a file. */
export function RolloutPanel({ shown, name, landing, isTable, hrefs, now }: RolloutPanelProps) {
  const { rollout, lines, exposures } = shown
  const { figures, mergedAt, commit } = rollout
  const counted = lines.filter(({ outcome }) => outcome !== 'left')
  return (
    <Panel
      title="Rollout"
      note={figures.total === 0 ? undefined : sayFigures(rollout)}
      more={
        lines.length > 0 && (
          <>
            <Link href={isTable ? hrefs.chart : hrefs.table} scroll={false} prefetch={false}>
              {isTable ? 'Chart' : 'Table'}
            </Link>
            <CsvLink href={apiRoutes.exportRollout(commit, { format: 'csv' })} of="the rollout" />
            <Link href={routes.fleet()} prefetch={false}>
              Fleet
            </Link>
          </>
        )
      }
    >
      {lines.length === 0 ? (
        <PanelEmpty title="No proxy">{`No proxy that was registered at the ${landing} uses these files.`}</PanelEmpty>
      ) : isTable ? (
        <RolloutTable lines={lines.slice(0, MOST_ROWS)} mergedAt={mergedAt} landing={landing} now={now} />
      ) : (
        <div className="chart">
          {counted.length <= MOST_LANES ? (
            <RolloutRace lines={counted} mergedAt={mergedAt} landing={landing} now={now} />
          ) : (
            <RolloutCurve
              lines={counted}
              total={figures.total}
              p50Ms={figures.p50Ms}
              mergedAt={mergedAt}
              landing={landing}
              now={now}
              name={name}
              showsDelivered={rollout.overtakenBy === null}
            />
          )}
        </div>
      )}
      <RolloutNotes rollout={rollout} landing={landing} rows={isTable ? lines.length : 0} />
      <LaggardList lines={lines} exposures={exposures} now={now} />
    </Panel>
  )
}

interface RolloutNotesProps {
  readonly rollout: Rollout
  readonly landing: Landing
  readonly rows: number
}

function RolloutNotes({ rollout, landing, rows }: RolloutNotesProps) {
  const { pinned, removed, overtakenBy, figures } = rollout
  const notes = [
    ...(rows > MOST_ROWS ? [`The first ${MOST_ROWS} of ${formatCount(rows)}; the CSV has all.`] : []),
    ...(figures.overtaken > 0
      ? [
          `${countOf(figures.overtaken, 'proxy', 'proxies')} never ran it: ${overtakenBy?.slice(0, 7) ?? 'a later change'} replaced it first.`,
        ]
      : []),
    ...(pinned > 0
      ? [`${countOf(pinned, 'proxy is', 'proxies are')} not counted: pinned at the ${landing}.`]
      : []),
    ...removed.map((path) => `${path} was removed: its proxies keep their last good one.`),
  ]
  if (notes.length === 0) return null
  return <p className="s mid rnote">{notes.join(' ')}</p>
}

function sayFigures({ figures, overtakenBy }: Rollout): string {
  const { running, total, p50Ms, p95Ms, slowest } = figures
  const after = (ms: number | null) => (ms === null ? 'not yet' : `after ${formatSpan(ms)}`)
  const word = figures.waiting > 0 ? 'latest' : 'last'
  const last = slowest === null ? '' : `; the ${word}, ${slowest.proxy}, after ${formatSpan(slowest.ms)}`
  const verb = overtakenBy === null ? 'running' : 'ran it'
  return `${formatCount(running)} of ${formatCount(total)} ${verb} · half ${after(p50Ms)}, 95 of 100 ${after(p95Ms)}${last}`
}

interface ExposurePanelProps {
  readonly shown: ShownRollout
  readonly landing: Landing
  readonly now: Date
}

/** What was decided by something else than this change, between its landing and each proxy's own load. */
export function ExposurePanel({ shown: { exposures, exposed, rollout }, landing, now }: ExposurePanelProps) {
  const all = [...exposures.values()]
  if (all.length === 0) return null
  const rows = all.filter(
    ({ allowed, denied, missing, goesOn }) => allowed + denied > 0 || missing !== null || goesOn,
  )
  const known = all.filter(({ counted }) => counted !== 'no-log')
  const blind = all.length - known.length
  const sum = (key: 'allowed' | 'denied') => known.reduce((total, row) => total + row[key], 0)
  return (
    <Panel
      title="Decided before it ran"
      note={
        known.length === 0
          ? 'not known: no proxy of these files sends a log'
          : `${formatCount(sum('allowed'))} allowed, ${formatCount(sum('denied'))} denied by what ran before, on ${countOf(known.length, 'proxy', 'proxies')}`
      }
    >
      {rows.length > 0 && <ExposureTable rows={rows.slice(0, MOST_EXPOSED)} landing={landing} now={now} />}
      <p className="s mid rnote">
        From the {landing} until each proxy’s own load. {formatCount(exposed)} of{' '}
        {countOf(rollout.rows.length, 'proxy', 'proxies')} ran something else for a while
        {exposed > all.length && `; counted on the ${formatCount(all.length)} that did longest`}.
        {rows.length > MOST_EXPOSED &&
          ` The first ${MOST_EXPOSED} of ${formatCount(rows.length)} are listed.`}
        {blind > 0 && known.length > 0 && ` ${formatCount(blind)} of them never sent a log: not known.`}{' '}
        Whether a call would have been answered otherwise is not said.
      </p>
    </Panel>
  )
}
