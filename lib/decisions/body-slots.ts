import { takeSlot } from '@/lib/take-slot'

/** Bodies that a process reads and unpacks at the same time: eight of at most 8 MiB, two of them of one proxy. */
const SLOTS = 8
const PER_PROXY = 2

/**
 * Takes a place for reading a batch, before any of it is read; null when too many are being read, or too many of this proxy: one that
 * sends slowly must not keep the others out. Call the result when done.
 */
export function takeBodySlot(proxyId: string): (() => void) | null {
  const own = takeSlot(`batch ${proxyId}`, PER_PROXY)
  if (own === null) return null
  const any = takeSlot('batch', SLOTS)
  if (any === null) {
    own()
    return null
  }
  return () => {
    own()
    any()
  }
}
