import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '@/scripts/test/temporary-folder'
import { EventLog } from './event-log'
import { readEvents } from './testing/enforcer'

const numbers = ({ path }: EventLog) => readEvents(path).map(({ seq }) => seq)

describe('the events of a proxy whose folder was removed', () => {
  it('go on in a new folder, and the numbers say what is missing', () => {
    const folder = join(temporaryFolder(), 'below', 'events')
    const events = new EventLog(folder)
    events.write('startup', {})
    rmSync(join(folder, '..'), { recursive: true })
    events.write('tool_call', {})
    events.reopenIfReplaced()
    events.write('heartbeat', {})
    events.reopenIfReplaced()
    events.write('heartbeat', {})
    expect(numbers(events)).toEqual([3, 4])
  })

  it('do not end the proxy where no folder can be made, and go on as soon as it can', () => {
    const folder = join(temporaryFolder(), 'events')
    const events = new EventLog(folder)
    rmSync(folder, { recursive: true })
    writeFileSync(folder, 'a file in its place')
    events.reopenIfReplaced()
    events.write('heartbeat', {})
    rmSync(folder)
    events.reopenIfReplaced()
    events.write('heartbeat', {})
    expect(numbers(events)).toEqual([2])
  })
})
