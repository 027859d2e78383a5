import type { CounterLog } from './counters/counter-log'
import type { EventFields, EventLog } from './event-log'
import type { ArmedPolicy } from './policy/arm-policy'

/** Tells that the process lives, and where its counters stand. Never throws: it is written by a timer, and nothing else depends on it. */
export function writeHeartbeat(events: EventLog, policy: ArmedPolicy, counters: CounterLog): void {
  events.write('heartbeat', { counters: standOf(policy, counters), policy: policy.digest })
}

/** Undefined when there are none, or they cannot be read now: calls that need them are denied, and those say so. */
function standOf(policy: ArmedPolicy, counters: CounterLog): EventFields['counters'] {
  try {
    const values = policy.counters.map((key) => [key, Number(counters.stored(key) ?? 0n)] as const)
    return values.length === 0 ? undefined : Object.fromEntries(values)
  } catch {
    return undefined
  }
}
