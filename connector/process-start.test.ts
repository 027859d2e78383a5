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
