import { useEffect, useRef, useState } from 'react'
import { Arrivals } from './arrivals'

/** How many decisions came, and when that is to be said; null before the first. `after` is the row that the list begins with, `count` how many are newer. */
export function useArrivals(
  after: string,
  count: number,
): { readonly count: number; readonly at: number } | null {
  const [said, setSaid] = useState<{ count: number; at: number } | null>(null)
  const arrivals = useRef<Arrivals>(null)
  const first = useRef(after)
  useEffect(() => {
    arrivals.current = new Arrivals((came) => setSaid({ count: came, at: performance.now() }))
    return () => arrivals.current?.end()
  }, [])
  useEffect(() => {
    if (first.current !== after) {
      // Row 0 is the head of the table.
      const row = document.getElementById(first.current)?.closest('tr')?.rowIndex ?? 0
      arrivals.current?.moved(Math.max(0, row - 1))
      first.current = after
    }
    arrivals.current?.counted(count)
  }, [after, count])
  return said
}
