import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { recordProcess, stillRuns } from '../processes/identity.mjs'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * Runs npm in `root`, in a process group of its own that `record` names while it runs; resolves to its exit code. Its output is progress,
 * so it goes to stderr. A signal that stops us stops npm first: half an installation that goes on by itself would meet the next one.
 */
export function runNpm(flags, root, record) {
  const npm = process.env.npm_execpath
  // The npm that started us, or the one on the PATH.
  const [program, args] =
    npm && basename(npm) === 'npm-cli.js' ? [process.execPath, [npm, ...flags]] : ['npm', flags]
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, stdio: ['ignore', 2, 2], detached: true })
    const pass = (signal) => signalGroup(child.pid, signal)
    const end = (code) => {
      for (const signal of SIGNALS) process.off(signal, pass)
      rmSync(record, { force: true })
      resolve(code)
    }
    child.once('error', (error) => {
      console.error(`${program}: ${error.message}`)
      end(1)
    })
    if (child.pid === undefined) return
    try {
      mkdirSync(dirname(record), { recursive: true })
      writeFileSync(record, JSON.stringify(recordProcess(child.pid)))
    } catch (error) {
      // A full disk: nobody could find it later.
      pass('SIGKILL')
      return reject(error)
    }
    for (const signal of SIGNALS) process.on(signal, pass)
    // npm was stopped with us, and has said so.
    child.once('exit', (code, signal) => (signal === null ? end(code) : process.exit(130)))
  })
}

/** Ends an npm that a killed start left running, with all that it started. */
export async function stopLeftNpm(record) {
  const left = readRecord(record)
  if (left === undefined || !stillRuns(left)) return
  signalGroup(left.pid, 'SIGKILL')
  while (stillRuns(left)) await sleep(10)
}

function readRecord(record) {
  try {
    return existsSync(record) ? JSON.parse(readFileSync(record, 'utf8')) : undefined
  } catch {
    // Torn: whoever wrote it was killed in the middle, a moment after npm began.
    return undefined
  }
}

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal)
  } catch (error) {
    // Gone meanwhile.
    if (error.code !== 'ESRCH') throw error
  }
}
