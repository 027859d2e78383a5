import { takeSlot } from '@/lib/take-slot'
import { overloaded } from './take-batch'

/** Calls with decisions that a process has open at the same time: eight of at most 8 MiB, two of them of one proxy. */
const PLACES = 8
const PER_PROXY = 2

/**
 * Takes a place for a call with decisions, before any of it is read, whether it brings the batch of its caller or those of a whole host:
 * one that sends slowly, or much, must not keep the others out. Throws `too-many-requests` with Retry-After when too many are open, or too
 * many of this proxy. Call the result when it has its answer.
 */
export function takeBatchPlace(proxyId: string): () => void {
  const own = takeSlot(`batch ${proxyId}`, PER_PROXY)
  if (own === null) throw overloaded(1)
  const any = takeSlot('batch', PLACES)
  if (any === null) {
    own()
    throw overloaded(1)
  }
  return () => {
    own()
    any()
  }
}
