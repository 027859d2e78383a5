import Link from 'next/link'
import { BucketTable } from '@/components/decision/bucket-table'
import { CoverageNote } from '@/components/decision/coverage-note'
import { Histogram } from '@/components/decision/histogram'
import { CsvLink } from '@/components/ui/csv-link'
import { formatCount, formatShare } from '@/components/ui/format-number'
import type { MergeMark } from '@/components/decision/merge-marks'
import { Panel } from '@/components/ui/panel'
import { Time } from '@/components/ui/time'
import type { DecisionChart } from '@/lib/decisions/chart-decisions'
import type { DecisionCoverage } from '@/lib/decisions/cover-decisions'
import type { GapSpan } from '@/lib/decisions/list-gap-spans'
import { apiRoutes } from '@/lib/routes'
import { decisionsHref, decisionsQuery, NEWEST, type DecisionSearch } from './search-params'

interface ChartPanelProps {
  readonly chart: DecisionChart
  readonly coverage: DecisionCoverage
  readonly gaps: readonly GapSpan[]
  readonly merges: readonly MergeMark[]
  readonly search: DecisionSearch
  readonly now: Date
}

/** How many, when, and how much of it can be seen. */
export function ChartPanel({ chart, coverage, gaps, merges, search, now }: ChartPanelProps) {
  const { buckets, bucketMs } = chart
  const zoom = (from: Date) =>
    decisionsHref(search, { from, to: new Date(from.getTime() + bucketMs), live: false })
  return (
    <Panel
      title={<Headline chart={chart} search={search} />}
      note={<Basis chart={chart} search={search} now={now} />}
      more={
        <>
          {!search.table && chart.results.allowed + chart.results.denied > 0 && (
            <span className="dim hide-s">drag to zoom</span>
          )}
          {search.table && (
            <CsvLink
              href={apiRoutes.exportBuckets(
                decisionsQuery({ ...search, ...NEWEST, table: false, live: false }),
              )}
              of="decisions over time"
            />
          )}
          <Link href={decisionsHref(search, { table: !search.table })} scroll={false} prefetch={false}>
            {search.table ? 'Chart' : 'Table'}
          </Link>
        </>
      }
    >
      {search.table ? (
        <div style={{ maxHeight: 260, overflow: 'auto' }}>
          <BucketTable buckets={buckets.map((bucket) => ({ ...bucket, href: zoom(bucket.start) }))} />
        </div>
      ) : (
        <Histogram
          buckets={buckets}
          bucketMs={bucketMs}
          now={now}
          marks={merges}
          gaps={gaps}
          zoomHref={decisionsHref(search, { from: undefined, to: undefined, hours: 24, live: false })}
        />
      )}
      <CoverageNote coverage={coverage} isHatched={!search.table} />
    </Panel>
  )
}

/** Whatever result was chosen, it is a part of all decisions that the other filters leave. */
function Headline({ chart, search: { result, q } }: { chart: DecisionChart; search: DecisionSearch }) {
  const { allowed, denied } = chart.results
  const [count, words, observed] = chosenOf(chart, result)
  // Messages are not counted: the log below may have some.
  if (allowed + denied === 0)
    return q === undefined ? 'No decision' : 'No decision of a tool or rule by this text'
  return (
    <>
      {formatCount(count)} {words}{' '}
      <span className="s num" style={{ fontWeight: 'var(--w-normal)' }}>
        of {formatCount(allowed + denied)} decisions, {formatShare(count, allowed + denied)}
        {observed && observedWords(chart)}
      </span>
    </>
  )
}

/** How many have the chosen results, in which words, and whether those that would be denied are named beside them. */
function chosenOf(chart: DecisionChart, result: DecisionSearch['result']): [number, string, boolean] {
  if (result.includes('denied') || result.length === 0) return [chart.denied, 'denied', result.length !== 1]
  if (result.includes('allowed')) return [chart.allowed, 'allowed', true]
  return [chart.wouldDeny, 'would be denied, and went through', false]
}

/** What proxies that only observe let through is never counted as denied, and never passed over. */
function observedWords({ wouldDeny }: DecisionChart): string {
  return wouldDeny === 0
    ? ''
    : `; ${formatCount(wouldDeny)} more would be denied, by proxies that only observe`
}

/** What the numbers cover stands beside them: narrowed counts come in whole hours, and messages are not counted. */
function Basis({ chart, search, now }: { chart: DecisionChart; search: DecisionSearch; now: Date }) {
  const { q, tool, rule, proxy, policy } = search
  const narrowed = q !== undefined || [tool, rule, proxy, policy].some((values) => values.length > 0)
  return (
    <>
      {narrowed && 'counted in whole hours'}
      {q !== undefined && ', by tool and rule only'}
      <span className="hide-s">
        {narrowed && '; '}steps of {STEPS[chart.bucketMs] ?? '1 day'}, UTC
        {chart.since !== null && (
          <>
            ; the log began <Time at={chart.since} now={now} />
          </>
        )}
      </span>
    </>
  )
}

const STEPS: Readonly<Record<number, string>> = {
  60_000: '1 min',
  300_000: '5 min',
  900_000: '15 min',
  3_600_000: '1 h',
  21_600_000: '6 h',
}
