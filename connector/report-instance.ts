import type { InstanceReport } from '@/lib/wire/report'
import type { InstanceTracker } from './instance-tracker'

/** What a report says about a process. */
export function reportInstance(tracker: InstanceTracker): InstanceReport {
  const { id, nativeId, matchedBy, lastEventAt, endedAt, client, attempted, running } = tracker
  const { startedAt = null, pid = null, server = null, config = null, observeOnly } = tracker.start ?? {}
  return {
    id,
    nativeId,
    matchedBy,
    pid,
    server,
    config,
    startedAt,
    lastEventAt,
    endedAt,
    client,
    attempted,
    running,
    // A server of before knows no such member: what denies can still be reported to it.
    ...(observeOnly === true ? { observeOnly: true } : {}),
  }
}
