/** Requests of one person to one route that are being answered, by both. */
const taken = new Map<string, number>()

/**
 * Takes a place before anything of a body is read; null when the person has `most` requests of this kind open already. Call the result
 * when the answer is done.
 */
export function takePersonSlot(personId: string, kind: string, most: number): (() => void) | null {
  const key = `${kind} ${personId}`
  const own = taken.get(key) ?? 0
  if (own >= most) return null
  taken.set(key, own + 1)
  let held = true
  return () => {
    if (!held) return
    held = false
    const left = (taken.get(key) ?? 1) - 1
    if (left === 0) taken.delete(key)
    else taken.set(key, left)
  }
}
