import type { AttentionLogs } from '@/components/overview/attention-logs'
import type { Context } from '@/lib/context'
import { listRefusedFiles } from '@/lib/decisions/list-refused-files'
import { countUnmatched } from '@/lib/fleet/count-unmatched'

/** Longer ago it was seen by whoever looks, or nobody minds; the pages of the proxies have it for a month. */
const REFUSED_DAYS = 7

/** What is wrong with whose log is whose, in the whole fleet. */
export async function readLogs(ctx: Context): Promise<AttentionLogs> {
  const [refused, unmatched] = await Promise.all([
    listRefusedFiles({ ctx, input: { proxy: null, days: REFUSED_DAYS } }),
    countUnmatched({ ctx }),
  ])
  return { refused, unmatched }
}
