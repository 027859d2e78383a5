import { useEffect, useState, type RefObject } from 'react'

/** What stands behind the bar is not seen; what is still below the window counts as seen: nothing moves away from a reader there. */
const SEEN = '-48px 0px 1000000px'

/** Whether a part of the page is in the window or below it; true until that is known. */
export function useInView(of: RefObject<Element | null>): boolean {
  const [isInView, setInView] = useState(true)
  useEffect(() => {
    if (of.current === null) return undefined
    const observer = new IntersectionObserver((all) => setInView(all.at(-1)?.isIntersecting ?? true), {
      rootMargin: SEEN,
    })
    observer.observe(of.current)
    return () => observer.disconnect()
  }, [of])
  return isInView
}
