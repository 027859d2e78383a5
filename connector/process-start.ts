import { readFileSync, readlinkSync } from 'node:fs'

/** Linux counts process times in hundredths of a second (USER_HZ, proc(5)), and cuts off the rest. */
const TICK_MS = 10

/** A running process that can be the one that wrote an event. */
export interface ProcessSeen {
  /** Nanoseconds since the epoch: never later than it began, and at most about 20 ms earlier. What changed before, it has not seen otherwise. */
  readonly startedAt: bigint
  /** Its working directory; null when it may not be read. */
  readonly cwd: string | null
  /** When it began, in hundredths of a second since the system did: with its number, it is this process and no other. */
  readonly startTicks: string
}

/**
 * What the kernel says about a process, or null when there is none (or it is hidden: another container, another user's). This program and
 * those that started it are none: two containers number their processes alike, and no proxy is the connector or the init of its container.
 */
export function seeProcess(pid: number): ProcessSeen | null {
  const startTicks = startTicksOf(pid)
  if (startTicks === null) return null
  try {
    // Before the system's time is read, which is cut off as well: a later or a rounded one could name a start after the real one.
    const now = Date.now()
    const uptimeMs = Math.round(Number(readFileSync('/proc/uptime', 'latin1').split(' ')[0]) * 1000)
    const startedMs = now - (uptimeMs + TICK_MS) + Number(startTicks) * TICK_MS
    return { startedAt: BigInt(startedMs) * 1_000_000n, cwd: cwdOf(pid), startTicks }
  } catch {
    return null
  }
}

/** Of a process that `seeProcess` shows; null when it does not. */
export function startTicksOf(pid: number): string | null {
  const stat = OWN.has(pid) ? null : statOf(pid)
  return stat === null || hasEnded(stat) ? null : stat.startTicks
}

/** Names a living process and no other that has its number later; null for none. Also of this program. */
export function processMark(pid: number): string | null {
  const stat = statOf(pid)
  return stat === null || hasEnded(stat) ? null : `${pid} ${stat.startTicks}`
}

interface ProcessStat {
  readonly state: string
  readonly parent: number
  readonly startTicks: string
}

function statOf(pid: number): ProcessStat | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name, in parentheses, may hold anything; fields are counted behind it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return { state: fields[0] ?? '', parent: Number(fields[1]), startTicks: fields[19] ?? '0' }
  } catch {
    return null
  }
}

/** A zombie has ended already. */
function hasEnded({ state }: ProcessStat): boolean {
  return state === 'Z' || state === 'X'
}

const OWN = lineage()

/** The numbers of this program and of those that started it. */
function lineage(): ReadonlySet<number> {
  const pids = new Set<number>()
  for (let pid = process.pid; pid > 0 && !pids.has(pid); pid = statOf(pid)?.parent ?? 0) pids.add(pid)
  return pids
}

function cwdOf(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return null
  }
}

const SECOND = 1_000_000_000n

/** Whether a process is the one whose start event has this time: it began shortly before it. Process numbers are used again. */
export function fitsStart(seen: ProcessSeen, eventAt: bigint): boolean {
  return seen.startedAt <= eventAt + 2n * SECOND && eventAt - seen.startedAt <= 60n * SECOND
}
