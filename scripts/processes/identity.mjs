// Plain JavaScript, Node built-ins only: the bootstrap uses it before anything is installed. Types: identity.d.mts.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/**
 * What tells a process from a later one that was given the same pid: the boot and the moment it started.
 * Undefined when no such process runs; a zombie counts as gone.
 */
export function processIdentity(pid) {
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid)
}

/** proc(5): after the parenthesised name, which may hold anything, come the state, the parent and, 18 fields on, the start time. */
function statFields(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

function fromProc(pid) {
  try {
    const fields = statFields(pid)
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined
    return `${bootId()}/${fields[19]}`
  } catch {
    return undefined
  }
}

function bootId() {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
}

function fromPs(pid) {
  try {
    const line = execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim()
    return line === '' || line.startsWith('Z') ? undefined : line.replace(/^\S+\s+/, '')
  } catch {
    return undefined
  }
}

/** The pid of a process's parent; undefined when the process is gone. */
export function parentOf(pid) {
  try {
    if (process.platform === 'linux') return Number(statFields(pid)[1])
    return Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(pid)], { encoding: 'utf8' }))
  } catch {
    return undefined
  }
}

/** The arguments a process was started with; empty when it is gone or not ours to look at. */
export function processArguments(pid) {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
      .trim()
      .split(' ')
  } catch {
    return []
  }
}

/** A process, as others can find it later. */
export function recordProcess(pid) {
  return { pid, identity: processIdentity(pid) ?? '' }
}

/** Whether exactly that process still runs. */
export function stillRuns(recorded) {
  const { pid, identity } = recorded
  return typeof identity === 'string' && identity !== '' && processIdentity(pid) === identity
}
