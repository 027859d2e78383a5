import { processWide } from './process-wide'

/**
 * Takes one of the `most` places of a name in this process; null when there is none left. Call the result to give it back; once more does
 * no harm.
 */
export function takeSlot(name: string, most: number): (() => void) | null {
  const taken = processWide('slots', () => new Map<string, number>())
  const before = taken.get(name) ?? 0
  if (before >= most) return null
  taken.set(name, before + 1)
  let held = true
  return () => {
    if (!held) return
    held = false
    const left = (taken.get(name) ?? 1) - 1
    if (left === 0) taken.delete(name)
    else taken.set(name, left)
  }
}
