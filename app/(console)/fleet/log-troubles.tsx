import { AttentionList } from '@/components/overview/attention-list'
import { itemsOfLogs } from '@/components/overview/attention-logs'
import type { Context } from '@/lib/context'
import { readLogs } from '../read-logs'

/** Event files of nobody, or of somebody else, as the overview has them; nothing where there are none. */
export async function LogTroubles({ ctx }: { readonly ctx: Context }) {
  const items = itemsOfLogs(await readLogs(ctx), ctx.now)
  if (items.length === 0) return null
  return (
    <div className="under">
      <AttentionList items={items} now={ctx.now} />
    </div>
  )
}
