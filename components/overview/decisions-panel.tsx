import Link from 'next/link'
import type { ComponentProps } from 'react'
import { CoverageNote } from '@/components/decision/coverage-note'
import { Histogram } from '@/components/decision/histogram'
import { formatCount, formatShare } from '@/components/ui/format-number'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import { routes } from '@/lib/routes'

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
  readonly now: Date
}

/** What the proxies decided in the last day, and how much of it arrived. */
export function DecisionsPanel({ chart, marks, coverage, now }: DecisionsPanelProps) {
  const { allowed, wouldDeny, denied, since, buckets, bucketMs } = chart
  return (
    <Panel
      title="Decisions"
      note={
        <>
          {formatCount(allowed + denied)} in 24 h · {formatCount(allowed)} allowed{' '}
          {wouldDeny > 0 && (
            <Link className="q drift" href={routes.decisions({ result: 'would-deny' })} prefetch={false}>
              ({formatCount(wouldDeny)} would be denied)
            </Link>
          )}{' '}
          ·{' '}
          <Link className="q deny" href={routes.decisions({ result: 'denied' })} prefetch={false}>
            {formatCount(denied)} denied ({formatShare(denied, allowed + denied)})
          </Link>
        </>
      }
      more={
        <>
          <Link href={routes.decisions({ table: '1' })} prefetch={false}>
            Table
          </Link>
          <Link href={routes.decisions()} prefetch={false}>
            Open decisions
          </Link>
        </>
      }
    >
      {since === null ? (
        <PanelEmpty title="No decision has arrived yet">They come from connected proxies.</PanelEmpty>
      ) : (
        <>
          <Histogram
            buckets={buckets}
            bucketMs={bucketMs}
            now={now}
            zoomHref={routes.decisions()}
            marks={marks}
          />
          <CoverageNote coverage={coverage} />
        </>
      )}
    </Panel>
  )
}
