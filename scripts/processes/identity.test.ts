import { expect, it } from 'vitest'
import { runProgramUnderTest } from '../test/run-script'
import { parentOf, processArguments, processIdentity, recordProcess, stillRuns } from './identity.mjs'

it('knows a process while it runs, and not when it is gone', async () => {
  const sleeper = runProgramUnderTest('sleep', ['60'])
  const pid = sleeper.child.pid ?? 0
  const record = recordProcess(pid)
  expect(stillRuns(record)).toBe(true)
  expect(parentOf(pid)).toBe(process.pid)
  sleeper.child.kill('SIGKILL')
  await sleeper.exitCode()
  expect(stillRuns(record)).toBe(false)
  expect(processArguments(pid)).toEqual([])
})

it('tells a process from another one that has its pid', () => {
  const record = recordProcess(process.pid)
  expect(stillRuns(record)).toBe(true)
  expect(stillRuns({ pid: process.pid, identity: `${record.identity}0` })).toBe(false)
})

it('finds no process for what is no pid', () => {
  for (const pid of [0, -1, Number.NaN, 1.5, 2 ** 31]) expect(processIdentity(pid)).toBeUndefined()
})
