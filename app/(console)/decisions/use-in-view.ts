import { useEffect, useState, type RefObject } from 'react'

/** What stands behind the bar is not seen. */
const BELOW_BAR = '-48px 0px 0px'

/** Whether a part of the page is in the window; true until that is known. */
export function useInView(of: RefObject<Element | null>): boolean {
  const [isInView, setInView] = useState(true)
  useEffect(() => {
    if (of.current === null) return undefined
    const observer = new IntersectionObserver((all) => setInView(all.at(-1)?.isIntersecting ?? true), {
      rootMargin: BELOW_BAR,
    })
    observer.observe(of.current)
    return () => observer.disconnect()
  }, [of])
  return isInView
}
