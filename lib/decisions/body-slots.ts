/** Bodies that a process reads and unpacks at the same time: eight of at most 8 MiB. */
const SLOTS = 8

let taken = 0

/** Takes a place for reading a batch, before any of it is read; null when too many are being read. Call the result when done. */
export function takeBodySlot(): (() => void) | null {
  if (taken >= SLOTS) return null
  taken += 1
  let held = true
  return () => {
    if (held) taken -= 1
    held = false
  }
}
