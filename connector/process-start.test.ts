import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { expect, it } from 'vitest'
import { processMark, seeProcess, startTicksOf } from './process-start'

it('sees another process with its folder, and neither this one nor one that started it: in a container they may have the number of a proxy', async () => {
  const child = spawn('sleep', ['60'], { cwd: tmpdir(), stdio: 'ignore' })
  const pid = child.pid ?? 0
  expect(seeProcess(pid)).toMatchObject({ cwd: tmpdir(), startTicks: startTicksOf(pid) })
  expect([seeProcess(process.pid), seeProcess(process.ppid), seeProcess(1)]).toEqual([null, null, null])
  child.kill()
  await once(child, 'exit')
  expect([seeProcess(pid), processMark(pid)]).toEqual([null, null])
})

it('marks a process by its number and its start', () => {
  expect(processMark(process.pid)).toMatch(new RegExp(`^${process.pid} \\d+$`))
  expect(processMark(process.ppid)).not.toBe(processMark(process.pid))
})

it('never takes a process to have begun later than it did, nor much earlier: what it loaded could have changed meanwhile', async () => {
  // A shell tells the time right behind each start.
  const script = 'for i in {1..50}; do sleep 60 & echo "$! ${EPOCHREALTIME/[.,]/}"; done; wait'
  const shell = spawn('bash', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit'], detached: true })
  let told = ''
  for await (const chunk of shell.stdout) {
    told += String(chunk)
    if (told.split('\n').length > 50) break
  }
  const offMs = told
    .trim()
    .split('\n')
    .map((line) => {
      const [pid, behindUs] = line.split(' ').map(Number)
      const startedUs = Number((seeProcess(pid ?? 0)?.startedAt ?? 0n) / 1000n)
      return (startedUs - (behindUs ?? 0)) / 1000
    })
  process.kill(-(shell.pid ?? 0), 'SIGKILL')
  expect(offMs).toHaveLength(50)
  expect(Math.max(...offMs)).toBeLessThanOrEqual(0)
  expect(Math.min(...offMs)).toBeGreaterThan(-1_000)
})
