import type { DecisionChart } from './chart-decisions'

/** Columns of an interval of the log, in their order. */
export const BUCKET_COLUMNS = ['from', 'to', 'allowed', 'ofTheseWouldBeDenied', 'denied'] as const
type BucketExportRow = Readonly<Record<(typeof BUCKET_COLUMNS)[number], unknown>>

/** The numbers of the chart of decisions, a row for each interval, also for those in which nothing was decided. */
export async function* exportBuckets({
  buckets,
  bucketMs,
}: Pick<DecisionChart, 'buckets' | 'bucketMs'>): AsyncGenerator<BucketExportRow[]> {
  yield await Promise.resolve(
    buckets.map(({ start, allowed, wouldDeny, denied }) => ({
      from: start.toISOString(),
      to: new Date(start.getTime() + bucketMs).toISOString(),
      allowed,
      ofTheseWouldBeDenied: wouldDeny,
      denied,
    })),
  )
}
