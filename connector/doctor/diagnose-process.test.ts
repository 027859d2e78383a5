import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, renameSync, utimesSync, writeFileSync } from 'node:fs'
import { describe, expect, it, onTestFinished } from 'vitest'
import { finds, host, POLICY, problems, writeEvents, type Host } from '../testing/doctor-host'

describe('a process', () => {
  /** A living process that watches the file as the stock program does, and loaded it long ago. */
  async function watching(one: Host) {
    const program = `require('node:fs').watch(${JSON.stringify(one.config)}, () => {}); process.stdout.write('ready')`
    const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] })
    onTestFinished(() => void child.kill('SIGKILL'))
    await once(child.stdout, 'data')
    const start = { type: 'startup', pid: child.pid, config: one.config }
    writeEvents(one.at('events', 'bbbbbbbb.jsonl'), [start], new Date(Date.now() - 1_500))
    writeEvents(one.at('events', 'bbbbbbbb.jsonl'), [{ type: 'heartbeat' }])
    return child
  }
  const checked = (one: Host) => problems(one, { mode: 'observe', minutes: 1 })

  it('lost its watch when the file was replaced, and kept it when the file was written or touched', async () => {
    const [moved, written, touched] = [host(), host(), host()]
    const child = await watching(moved)
    await watching(written)
    await watching(touched)
    writeFileSync(`${moved.config}.new`, POLICY)
    renameSync(`${moved.config}.new`, moved.config)
    writeFileSync(written.config, POLICY)
    utimesSync(touched.config, new Date(), new Date())
    expect(await checked(moved)).toEqual(
      finds(`process ${child.pid} did not load the newest file: its watch is dead`),
    )
    expect([await checked(written), await checked(touched)]).toEqual([[], []])
  })

  it('of our own has no watch that can die', async () => {
    const one = host()
    await watching(one)
    writeFileSync(`${one.config}.new`, POLICY)
    renameSync(`${one.config}.new`, one.config)
    expect(await problems(one, { mode: 'observe', engine: 'lockstep', minutes: 1 })).toEqual([])
  })

  it('writes events by another clock than that of the file system', async () => {
    const one = host()
    const child = await watching(one)
    const file = one.at('events', 'bbbbbbbb.jsonl')
    writeEvents(file, [{ type: 'heartbeat', pid: child.pid }], new Date(Date.now() - 8_000))
    expect(await checked(one)).toEqual(
      finds('the clock of bbbbbbbb.jsonl and of its file system are 8 s apart'),
    )
    writeEvents(file, [{ type: 'heartbeat' }])
    expect(await checked(one)).toEqual([])
  })

  it('has not written any event yet', async () => {
    const one = host()
    mkdirSync(one.at('none'))
    expect(await problems({ ...one, events: one.at('none') })).toEqual(finds('no event file in'))
  })
})
