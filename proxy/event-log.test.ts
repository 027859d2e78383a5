import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inCheckout } from '@/scripts/paths'
import { runProgramUnderTest } from '@/scripts/test/run-script'
import { temporaryFolder } from '@/scripts/test/temporary-folder'
import { EventLog } from './event-log'
import { readEvents } from './testing/enforcer'

it('an event that a full disk cuts off spoils none behind it', async () => {
  const fixture = inCheckout('proxy/testing/full-disk.fixture.ts')
  const run = `ulimit -f 1; exec "$0" --import tsx "$@"`
  const args = ['-c', run, process.execPath, fixture, temporaryFolder()]
  const [path = ''] = await runProgramUnderTest('sh', args).printed(/.+\.jsonl/)
  const [first, torn, ...more] = readFileSync(path, 'utf8').trim().split('\n')
  expect(JSON.parse(first ?? '')).toMatchObject({ type: 'startup' })
  expect(torn).toMatch(/^\{.*x$/)
  expect(more.map((line) => JSON.parse(line))).toMatchObject([
    { type: 'heartbeat', seq: 4 },
    { type: 'shutdown', seq: 5 },
  ])
})

it('a proxy starts beside old files that it cannot remove, and removes those that it can', () => {
  const folder = temporaryFolder()
  const old = new Date('2026-01-01T00:00:00Z')
  mkdirSync(join(folder, 'folder.jsonl'))
  writeFileSync(join(folder, 'file.jsonl'), '')
  for (const name of ['folder.jsonl', 'file.jsonl']) utimesSync(join(folder, name), old, old)
  const { instance } = new EventLog(folder)
  expect(readdirSync(folder).sort()).toEqual([`${instance}.jsonl`, 'folder.jsonl'].sort())
})

const numbers = ({ path }: EventLog) => readEvents(path).map(({ seq }) => seq)

describe('the events of a proxy whose folder was removed', () => {
  it('go on in a new folder, and the numbers say what is missing', () => {
    const folder = join(temporaryFolder(), 'below', 'events')
    const events = new EventLog(folder)
    events.write('startup', {})
    rmSync(join(folder, '..'), { recursive: true })
    events.write('tool_call', {})
    events.reopenIfReplaced('new')
    events.write('heartbeat', {})
    events.reopenIfReplaced('new')
    events.write('heartbeat', {})
    expect(numbers(events)).toEqual([3, 4, 5])
  })

  it('do not end the proxy where no folder can be made, and go on as soon as it can', () => {
    const folder = join(temporaryFolder(), 'events')
    const events = new EventLog(folder)
    rmSync(folder, { recursive: true })
    writeFileSync(folder, 'a file in its place')
    events.reopenIfReplaced('new')
    events.write('heartbeat', {})
    rmSync(folder)
    events.reopenIfReplaced('new')
    events.write('heartbeat', {})
    expect(numbers(events)).toEqual([2, 3])
  })

  it('begin there with who the process is, the policy that is enforced now, and the first line of its first file', () => {
    const folder = join(temporaryFolder(), 'events')
    const events = new EventLog(folder)
    events.write('startup', { server: 'npx', config: '/etc/policy.yaml', pid: 7, policy: 'old' })
    const line = readFileSync(events.path, 'utf8').trimEnd()
    const [began] = readEvents(events.path)
    renameSync(events.path, `${events.path}.1`)
    events.reopenIfReplaced('new')
    const continues = { first_line: createHash('sha256').update(line).digest('hex'), since: began?.ts }
    expect(readEvents(events.path)).toEqual([
      { ...began, ts: expect.any(String), policy: 'new', continues, seq: 2 },
    ])
  })
})
