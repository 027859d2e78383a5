import { spawn, spawnSync } from 'node:child_process'
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

  it('with more events than are read whole is judged by the newest', async () => {
    const one = host()
    const child = await watching(one)
    const file = one.at('events', 'bbbbbbbb.jsonl')
    const old = { type: 'heartbeat', counters: { note: 'x'.repeat(1024 * 1024 - 4096) } }
    for (let megabyte = 0; megabyte < 66; megabyte += 1)
      writeEvents(file, [old], new Date(Date.now() - 3_600_000))
    writeEvents(file, [{ type: 'heartbeat' }])
    expect(await checked(one)).toEqual([])
    writeFileSync(`${one.config}.new`, POLICY)
    renameSync(`${one.config}.new`, one.config)
    const dead = finds(`process ${child.pid} did not load the newest file: its watch is dead`)
    expect(await checked(one)).toEqual(dead)
    writeEvents(file, [{ type: 'config_reload', status: 'success' }])
    expect(await checked(one)).toEqual([])
  })

  it('that watches nothing at all has lost its watch', async () => {
    const one = host()
    const child = spawn(
      process.execPath,
      ['-e', "process.stdout.write('ready');setInterval(() => {}, 1e6)"],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    onTestFinished(() => void child.kill('SIGKILL'))
    await once(child.stdout, 'data')
    const start = { type: 'startup', pid: child.pid, config: one.config }
    writeEvents(one.at('events', 'bbbbbbbb.jsonl'), [start], new Date(Date.now() - 1_500))
    writeEvents(one.at('events', 'bbbbbbbb.jsonl'), [{ type: 'heartbeat' }])
    writeFileSync(one.config, POLICY)
    expect(await checked(one)).toEqual(finds(`process ${child.pid} did not load the newest file`))
  })

  it('that cannot be seen is named as long as it seems to live', async () => {
    const one = host()
    const ended = spawnSync(process.execPath, ['-e', '']).pid
    const file = one.at('events', 'bbbbbbbb.jsonl')
    writeEvents(file, [{ type: 'startup', pid: ended, config: one.config }])
    expect(await problems(one, { mode: 'observe' })).toEqual([
      expect.stringMatching(`process ${ended} wrote an event \\d s ago and cannot be seen from here`),
    ])
    expect(await problems(one, { mode: 'observe', minutes: 5 })).toEqual([])
    writeEvents(file, [{ type: 'shutdown' }])
    expect(await problems(one, { mode: 'observe' })).toEqual([])
  })

  it('has not written any event yet', async () => {
    const one = host()
    mkdirSync(one.at('none'))
    expect(await problems({ ...one, events: one.at('none') })).toEqual(finds('no event file in'))
  })
})
