import { readdirSync, readFileSync } from 'node:fs'

/** What one process is asked for by many proxies in the same step of this program is read once: it may hold a watch for each of them. */
const asked = new Map<number, ReadonlySet<bigint> | null>()

/** Inodes that a process watches (inotify, proc_pid_fdinfo(5)); null when it may not be asked (another user's), or has ended. */
export function watchedInodes(pid: number): ReadonlySet<bigint> | null {
  const known = asked.get(pid)
  if (known !== undefined) return known
  if (asked.size === 0) setImmediate(() => asked.clear())
  const found = readInodes(pid)
  asked.set(pid, found)
  return found
}

function readInodes(pid: number): ReadonlySet<bigint> | null {
  const found = new Set<bigint>()
  try {
    for (const name of readdirSync(`/proc/${pid}/fdinfo`)) {
      const text = fdinfo(pid, name)
      for (const [, ino = ''] of text.matchAll(/^inotify wd:\S+ ino:([0-9a-f]+) /gm))
        found.add(BigInt(`0x${ino}`))
    }
  } catch {
    return null
  }
  return found
}

function fdinfo(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/fdinfo/${name}`, 'latin1')
  } catch {
    // Closed meanwhile.
    return ''
  }
}
