import { describe, expect, it } from 'vitest'
import { EventLog } from './event-log'
import { writeHeartbeat } from './heartbeat'
import { enforcerFor, readEvents } from './testing/enforcer'
import { temporaryFolder } from '@/scripts/test/temporary-folder'

const POLICY = 'version: "1"\ntools:\n  pay: { rules: [{ name: budget, rate_limit: 2/day }] }\n'

describe('a heartbeat', () => {
  it('tells where the counters stand, and goes on without them when they cannot be read', () => {
    const { enforcer, counters } = enforcerFor(POLICY)
    const events = new EventLog(temporaryFolder())
    const call = '{"method":"tools/call","params":{"name":"pay","arguments":{}}}'
    enforcer.decide('pay', call, undefined)
    writeHeartbeat(events, enforcer.policy, counters)
    counters.close()
    writeHeartbeat(events, enforcer.policy, counters)
    const [first, second] = readEvents(events.path)
    expect(Object.values(first?.counters ?? {})).toEqual([1])
    expect(second).toMatchObject({ type: 'heartbeat', policy: enforcer.policy.digest, seq: 2 })
    expect(second).not.toHaveProperty('counters')
  })
})
