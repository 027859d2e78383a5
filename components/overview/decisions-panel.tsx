import Link from 'next/link'
import { Histogram } from '@/components/decision/histogram'
import { formatCount, formatShare } from '@/components/ui/format-number'
import { Panel, PanelEmpty } from '@/components/ui/panel'
import { routes } from '@/lib/routes'

interface DecisionsPanelProps {
  readonly chart: {
    readonly allowed: number
    readonly denied: number
    readonly since: Date | null
    readonly bucketMs: number
    readonly buckets: readonly { readonly start: Date; readonly allowed: number; readonly denied: number }[]
  }
  readonly now: Date
}

/** What the proxies decided in the last day, as far as it arrived. */
export function DecisionsPanel({ chart, now }: DecisionsPanelProps) {
  const { allowed, denied, since, buckets, bucketMs } = chart
  return (
    <Panel
      title="Decisions"
      note={`${formatCount(allowed + denied)} in 24 h, ${formatCount(denied)} denied (${formatShare(denied, allowed + denied)})`}
      more={
        <Link href={routes.decisions()} prefetch={false}>
          Open decisions
        </Link>
      }
    >
      {since === null ? (
        <PanelEmpty title="No decision has arrived yet">They come from connected proxies.</PanelEmpty>
      ) : (
        <Histogram buckets={buckets} bucketMs={bucketMs} now={now} zoomHref={routes.decisions()} />
      )}
    </Panel>
  )
}
