import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts process times in hundredths of a second (USER_HZ, proc(5)). */
const MS_PER_TICK = 10

/** Milliseconds of the processor that a process has used so far, with all its threads. Throws when there is none. */
export function cpuMs(pid: number): number {
  const { own } = timesOf(pid)
  return own
}

/** The same with all processes that it started, also those that ended. */
export function cpuMsWithChildren(pid: number): number {
  const { own, ended } = timesOf(pid)
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === pid)
  return children.reduce((ms, child) => ms + cpuMsWithChildren(Number(child)), own + ended)
}

function timesOf(pid: number): { own: number; ended: number } {
  const fields = fieldsOf(String(pid))
  const sum = (a: number, b: number) => (Number(fields[a]) + Number(fields[b])) * MS_PER_TICK
  return { own: sum(11, 12), ended: sum(13, 14) }
}

/** Null when it has ended. */
export function parentOf(pid: number | string): number | null {
  try {
    return Number(fieldsOf(String(pid))[1])
  } catch {
    return null
  }
}

/** The name, in parentheses, may hold anything; fields are counted behind it. */
function fieldsOf(pid: string): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}
