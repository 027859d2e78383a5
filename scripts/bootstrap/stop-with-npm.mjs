import { basename } from 'node:path'
import { parentOf, processArguments, recordProcess, stillRuns } from '../processes/identity.mjs'

const LOOK_EVERY_MS = 250
const SHELL = /^-?(a|ba|da|k|z)?sh$/

/**
 * npm runs us through a shell that passes no signal on: stopping or killing npm would leave us running without anybody knowing. So when npm
 * goes away, this program asks itself to stop. Started without npm, it may outlive its parent.
 */
export function stopWithNpm() {
  if (process.env.npm_lifecycle_event === undefined) return
  const above = npmAndShell().map(recordProcess)
  const timer = setInterval(() => {
    if (above.every(stillRuns)) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
  }, LOOK_EVERY_MS)
  timer.unref()
}

/** Our parent, and its parent if it is a shell. */
function npmAndShell() {
  const [program = ''] = processArguments(process.ppid)
  const npm = SHELL.test(basename(program)) ? parentOf(process.ppid) : undefined
  return npm === undefined ? [process.ppid] : [process.ppid, npm]
}
