import { spawn } from 'node:child_process'
import type { LoadReport } from '@/lib/wire/report'

/** How long a command may take, and then how long what it started has to end by itself. */
export interface RestartPatience {
  readonly runMs: number
  readonly endMs: number
}

const PATIENCE: RestartPatience = { runMs: 60_000, endMs: 5_000 }

/** What is told of one use of the command: when it begins (no result yet), and when it ends. */
export type RestartTold = Pick<LoadReport, 'at' | 'result' | 'error'>

/**
 * Runs a person's own command in a shell, and tells of it at once: one that hangs is to be seen while it does. One that takes too long is
 * ended with all that it started. What it prints goes nowhere: it may be anything, secrets too, and the report is read by many.
 */
export function runRestartCommand(
  command: string,
  tell: (told: RestartTold) => void,
  { runMs, endMs }: RestartPatience = PATIENCE,
): void {
  const begunAt = Date.now()
  tell({ at: new Date(begunAt).toISOString(), result: null, error: null })
  let isLate = false
  const end = (error: string | null) => {
    clearTimeout(late)
    // Two lines of one moment would be one line.
    const at = new Date(Math.max(Date.now(), begunAt + 1)).toISOString()
    tell({ at, result: error === null ? 'success' : 'failure', error })
  }
  // A process group of its own: to end the shell alone would leave what hangs in it.
  const child = spawn('/bin/sh', ['-c', command], { stdio: 'ignore', detached: true })
  const late = setTimeout(() => {
    isLate = true
    signalGroup(child.pid, 'SIGTERM')
    setTimeout(() => signalGroup(child.pid, 'SIGKILL'), endMs).unref()
  }, runMs)
  child.on('error', (error) => end(error.message))
  child.on('exit', (code, signal) => {
    if (isLate) end(`was ended: it took longer than ${runMs / 1000} s`)
    else end(code === 0 ? null : `ended with ${code ?? signal}`)
  })
}

function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch {
    // All of it has ended.
  }
}
