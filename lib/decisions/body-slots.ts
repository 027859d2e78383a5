/** Bodies that a process reads and unpacks at the same time: eight of at most 8 MiB, two of them of one proxy. */
const SLOTS = 8
const PER_PROXY = 2

const taken = new Map<string, number>()

/**
 * Takes a place for reading a batch, before any of it is read; null when too many are being read, or too many of this proxy: one that
 * sends slowly must not keep the others out. Call the result when done.
 */
export function takeBodySlot(proxyId: string): (() => void) | null {
  const own = taken.get(proxyId) ?? 0
  const all = [...taken.values()].reduce((sum, count) => sum + count, 0)
  if (all >= SLOTS || own >= PER_PROXY) return null
  taken.set(proxyId, own + 1)
  let held = true
  return () => {
    if (!held) return
    held = false
    const left = (taken.get(proxyId) ?? 1) - 1
    if (left === 0) taken.delete(proxyId)
    else taken.set(proxyId, left)
  }
}
