import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '@/scripts/test/temporary-folder'
import { CounterLog } from '../counters/counter-log'
import { Enforcer, type EnforcerOptions } from '../enforcer'
import { EventLog } from '../event-log'
import { armPolicy } from '../policy/arm-policy'
import { readPolicyFile } from '../policy/policy-file'

/** An enforcer of a policy, with counters and events in a folder of the test. */
export function enforcerFor(yaml: string, more: Partial<EnforcerOptions> = {}) {
  const folder = temporaryFolder()
  const path = join(folder, 'policy.yaml')
  writeFileSync(path, yaml)
  const armed = armPolicy(readPolicyFile(path), () => [])
  if (armed.kind === 'refused') throw new Error(armed.errors.join('\n'))
  const events = new EventLog(join(folder, 'events'))
  const counters = new CounterLog({ folder: join(folder, 'counters') })
  const enforcer = new Enforcer({
    policy: armed.policy,
    counters,
    events,
    observeOnly: false,
    recordArguments: new Set(),
    ...more,
  })
  return { enforcer, counters, digest: armed.policy.digest, events: () => readEvents(events.path) }
}

/** The events of a file, decoded. */
export function readEvents(path: string): Record<string, unknown>[] {
  const lines = readFileSync(path, 'utf8').split('\n')
  return lines.filter((line) => line !== '').map(decodeEvent)
}

/** An event is a JSON object. */
function decodeEvent(line: string): Record<string, unknown> {
  return JSON.parse(line) as Record<string, unknown>
}
