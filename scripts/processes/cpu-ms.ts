import { readFileSync } from 'node:fs'

/** Linux counts process times in hundredths of a second (USER_HZ, proc(5)). */
const MS_PER_TICK = 10

/** Milliseconds of the processor that a process has used so far, with all its threads. Throws when there is none. */
export function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name, in parentheses, may hold anything; fields are counted behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * MS_PER_TICK
}
