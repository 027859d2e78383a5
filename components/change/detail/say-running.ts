import { formatCount } from '@/components/ui/format-number'
import type { RunningNow } from '@/lib/fleet/count-running'

/** Who runs it now, by count; proved, or not at all. */
export function sayRunning(running: RunningNow | null): string {
  if (running === null) return ''
  if (running.kind === 'superseded') return 'Later changes replaced all of it.'
  if (running.kind === 'nothing') return 'It changed no policy that a proxy could run.'
  const { total, running: count } = running
  if (total === 0) return 'No proxy uses its files.'
  if (total === 1)
    return count === 1 ? 'The one proxy of its files runs it.' : 'The one proxy of its files does not run it.'
  return `${count === total ? `All ${formatCount(total)}` : `${formatCount(count)} of ${formatCount(total)}`} proxies run it.`
}
