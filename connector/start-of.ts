import { MAX_PID } from '@/lib/wire/report'
import { continuedOf, textOf, type ProxyEvent } from './event-line'
import type { ProcessStart } from './positions'

/** What a start event says of its process. */
export function startOf(event: ProxyEvent): ProcessStart {
  const { pid, observe_only: observeOnly } = event.fields
  return {
    startedAt: continuedOf(event)?.since ?? event.ts,
    pid: typeof pid === 'number' && Number.isInteger(pid) && pid > 0 && pid <= MAX_PID ? pid : null,
    server: textOf(event, 'server', 2048),
    config: textOf(event, 'config', 4096),
    observeOnly: observeOnly === true,
  }
}
