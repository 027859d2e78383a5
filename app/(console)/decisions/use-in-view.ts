import { useEffect, useState, type RefObject } from 'react'

/** What stands behind the bar is not seen. */
const BELOW_BAR = '-48px 0px 0px'

/** Whether a part of the page is in the window, or still below it, where nothing moves away from a reader; true until that is known. */
export function useInView(of: RefObject<Element | null>): boolean {
  const [isInView, setInView] = useState(true)
  useEffect(() => {
    if (of.current === null) return undefined
    const observer = new IntersectionObserver(
      (all) => {
        const last = all.at(-1)
        const isBelow = last !== undefined && last.boundingClientRect.top > (last.rootBounds?.top ?? 0)
        setInView(last === undefined || last.isIntersecting || isBelow)
      },
      { rootMargin: BELOW_BAR },
    )
    observer.observe(of.current)
    return () => observer.disconnect()
  }, [of])
  return isInView
}
