import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Advice, advise } from '../advice'
import { recordProcess, stillRuns, type RecordedProcess } from './identity.mjs'

/** A program to run in a process group of its own, so that a terminal's Ctrl-C reaches us only and we stop things in order. */
export interface Program {
  /** For people, as in "the app". */
  name: string
  file: string
  args: string[]
  cwd: string
  /** Its whole environment: nothing is inherited. */
  env: NodeJS.ProcessEnv
  /** Where its output goes: a file, not a pipe, because it may outlive us. */
  log: string
}

const LOG_LIMIT_BYTES = 10_000_000
const PATIENCE_MS = 10_000

/** Starts a program. A file that cannot be run shows as an exit, with the reason in its log. */
export function spawnGroup(program: Program): ChildProcess {
  if (existsSync(program.log) && statSync(program.log).size > LOG_LIMIT_BYTES)
    renameSync(program.log, `${program.log}.1`)
  const log = openSync(program.log, 'a', 0o600)
  try {
    return spawn(program.file, program.args, {
      cwd: program.cwd,
      env: program.env,
      stdio: ['ignore', log, log],
      detached: true,
    })
  } finally {
    closeSync(log)
  }
}

/** Stops the leader of a process group and all of the group, and waits for the leader's end: politely first, for certain after ten seconds. */
export async function stopGroup(leader: RecordedProcess): Promise<void> {
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    if (!stillRuns(leader)) return
    signalGroup(leader.pid, signal)
    const deadline = Date.now() + PATIENCE_MS
    while (Date.now() < deadline && stillRuns(leader)) await sleep(10)
  }
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal)
  } catch (error) {
    // Gone meanwhile.
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'ESRCH') throw error
  }
}

/** The process as later starts can find it. */
export function recordOf(child: ChildProcess): RecordedProcess {
  return recordProcess(child.pid ?? 0)
}

/** What a person needs to know of a program in trouble: what its last lines mean where that can be mended, else the lines themselves. */
export function troubleOf({ name, log }: Program, what: string): Advice {
  const said = lastLines(log)
  const meaning = advise(new Error(said), dirname(log))
  return meaning instanceof Advice
    ? new Advice(`${name} ${what}. ${meaning.message} Its log: ${log}`)
    : new Advice(`${name} ${what}. It said last:\n${said}\nIts log: ${log}`)
}

function lastLines(log: string, count = 40): string {
  if (!existsSync(log)) return ''
  return readFileSync(log, 'utf8').trimEnd().split('\n').slice(-count).join('\n')
}
