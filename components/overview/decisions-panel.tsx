import Link from 'next/link'
import type { ComponentProps } from 'react'
import { BucketTable } from '@/components/decision/bucket-table'
import { CoverageNote } from '@/components/decision/coverage-note'
import { Histogram } from '@/components/decision/histogram'
import { CsvLink } from '@/components/ui/csv-link'
import { formatCount, formatShare } from '@/components/ui/format-number'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import { apiRoutes, routes } from '@/lib/routes'

interface DecisionsPanelProps {
  readonly chart: {
    readonly allowed: number
    /** Of `allowed`. */
    readonly wouldDeny: number
    readonly denied: number
    readonly since: Date | null
    readonly bucketMs: number
    readonly buckets: ComponentProps<typeof Histogram>['buckets']
  }
  readonly marks: ComponentProps<typeof Histogram>['marks']
  readonly coverage: ComponentProps<typeof CoverageNote>['coverage']
  readonly gaps: ComponentProps<typeof Histogram>['gaps']
  readonly now: Date
  readonly hours: 24 | 168
  /** The same numbers as a table. */
  readonly asTable: boolean
  /** Shows the chart for the table, and the other way round. */
  readonly otherHref: string
}

/** What the proxies decided lately, and how much of it arrived. */
export function DecisionsPanel(props: DecisionsPanelProps) {
  const { chart, marks, coverage, gaps, now, hours, asTable, otherHref } = props
  const span = hours === 24 ? {} : { hours: String(hours) }
  const { allowed, wouldDeny, denied, since, buckets, bucketMs } = chart
  return (
    <Panel
      title="Decisions"
      note={
        <>
          {formatCount(allowed + denied)} in {hours === 24 ? '24 h' : '7 d'} · {formatCount(allowed)} allowed{' '}
          {wouldDeny > 0 && (
            <Link
              className="q drift"
              href={routes.decisions({ ...span, result: 'would-deny' })}
              prefetch={false}
            >
              ({formatCount(wouldDeny)} would be denied)
            </Link>
          )}{' '}
          ·{' '}
          <Link
            className={denied > 0 ? 'q deny' : 'q dim'}
            href={routes.decisions({ ...span, result: 'denied' })}
            prefetch={false}
          >
            {formatCount(denied)} denied ({formatShare(denied, allowed + denied)})
          </Link>
        </>
      }
      more={
        <>
          {asTable && <CsvLink href={apiRoutes.exportBuckets(span)} of="decisions over time" />}
          <Link href={otherHref} scroll={false} prefetch={false}>
            {asTable ? 'Chart' : 'Table'}
          </Link>
          <Link href={routes.decisions(span)} prefetch={false}>
            Open decisions
          </Link>
        </>
      }
    >
      {since === null ? (
        <PanelEmpty title="No decision has arrived yet">They come from connected proxies.</PanelEmpty>
      ) : (
        <>
          {asTable ? (
            <div className="bt0">
              <BucketTable
                buckets={buckets.map((bucket) =>
                  Object.assign(bucket, { href: zoomHref(bucket.start, bucketMs) }),
                )}
              />
            </div>
          ) : (
            <Histogram
              buckets={buckets}
              bucketMs={bucketMs}
              now={now}
              zoomHref={routes.decisions(span)}
              marks={marks}
              gaps={gaps}
            />
          )}
          <CoverageNote coverage={coverage} isHatched={!asTable} />
        </>
      )}
    </Panel>
  )
}

function zoomHref(start: Date, bucketMs: number): string {
  const to = new Date(start.getTime() + bucketMs)
  return routes.decisions({ from: start.toISOString(), to: to.toISOString() })
}
