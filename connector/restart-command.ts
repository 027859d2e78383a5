import { spawn } from 'node:child_process'
import type { LoadReport } from '@/lib/wire/report'

/** A command that does not end is ended after this. */
const LONGEST_MS = 60_000

/** What is told of one use of the command: when it begins (no result yet), and when it ends. */
export type RestartTold = Pick<LoadReport, 'at' | 'result' | 'error'>

/** Runs a person's own command in a shell, and tells of it at once: one that hangs is to be seen while it does. */
export function runRestartCommand(command: string, tell: (told: RestartTold) => void): void {
  const begunAt = Date.now()
  tell({ at: new Date(begunAt).toISOString(), result: null, error: null })
  const end = (error: string | null) => {
    // Two lines of one moment would be one line.
    const at = new Date(Math.max(Date.now(), begunAt + 1)).toISOString()
    tell({ at, result: error === null ? 'success' : 'failure', error })
  }
  const child = spawn('/bin/sh', ['-c', command], { stdio: 'ignore', timeout: LONGEST_MS })
  child.on('error', (error) => end(error.message))
  child.on('exit', (code, signal) => end(code === 0 ? null : `ended with ${code ?? signal}`))
}
