import { existsSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../test/temporary-folder'
import type { Program } from './group'
import { processIdentity } from './identity.mjs'
import { RunFile } from './run-file'
import { runToEnd } from './run-to-end'
import { Supervised } from './supervise'

/** A program that notes its process and then does nothing; `started` are all that it ever ran as. */
function sleeper() {
  const folder = temporaryFolder()
  const pids = join(folder, 'pids')
  const noteAndSleep =
    'require("fs").appendFileSync(process.argv[1], process.pid + "\\n"); setInterval(() => {}, 1000)'
  const program: Program = {
    name: 'The sleeper',
    file: process.execPath,
    args: ['-e', noteAndSleep, pids],
    cwd: folder,
    env: { NODE_ENV: 'test' },
    log: join(folder, 'log'),
  }
  const started = () => (existsSync(pids) ? readFileSync(pids, 'utf8').trimEnd().split('\n').map(Number) : [])
  const running = () => started().filter((pid) => processIdentity(pid) !== undefined)
  return { program, runFile: join(folder, 'run.json'), started, running }
}

/** The next write of the run file, and no later one, meets a disk without room. */
function fillDiskOnce(runFile: string): void {
  symlinkSync('/dev/full', `${runFile}.${process.pid}.new`)
}

describe('a supervised program', () => {
  it('is started again when it crashes, also after a full disk refused to record it, and runs once', async () => {
    const { program, runFile, running } = sleeper()
    const said: string[] = []
    const supervised = new Supervised(program, new RunFile(runFile), (line) => said.push(line))
    onTestFinished(() => supervised.stop())
    await supervised.start(() => Promise.resolve(running().length === 1), 10_000)
    const [first = 0] = running()
    fillDiskOnce(runFile)
    process.kill(first, 'SIGKILL')
    await expect
      .poll(() => said, { timeout: 10_000 })
      .toContainEqual(expect.stringMatching(/^The sleeper does not start: The disk that holds .* is full: /))
    await expect.poll(() => running().length, { timeout: 10_000 }).toBe(1)
    const [last = 0] = running()
    expect(last).not.toBe(first)
    expect(readFileSync(runFile, 'utf8')).toContain(`"pid":${last}`)
    await supervised.stop()
    expect(running()).toEqual([])
    expect(existsSync(runFile)).toBe(false)
  })

  it('that a full disk refuses to record at its start is stopped, and the reason is one sentence', async () => {
    const { program, runFile, started, running } = sleeper()
    const supervised = new Supervised(program, new RunFile(runFile), () => {})
    onTestFinished(() => supervised.stop())
    fillDiskOnce(runFile)
    const start = supervised.start(() => Promise.resolve(started().length > 1), 10_000)
    await expect(start).rejects.toThrow(/^The disk that holds .* is full: free some space and start again\.$/)
    expect(running()).toEqual([])
  })
})

describe('a program that runs to its end', () => {
  it('is stopped when a full disk refuses to record it, and the reason is one sentence', async () => {
    const { program, runFile, running } = sleeper()
    fillDiskOnce(runFile)
    const run = runToEnd(program, new RunFile(runFile), new AbortController().signal)
    await expect(run).rejects.toThrow(/^The disk that holds .* is full: free some space and start again\.$/)
    expect(running()).toEqual([])
  })
})
