/**
 * For the control of what is fetched when it is opened first: who points at it, or comes to it by keyboard, is about to press it. That it
 * cannot be fetched is said when it is opened.
 */
export function fetchAhead(load: () => Promise<unknown>): {
  readonly onPointerEnter: () => void
  readonly onFocus: () => void
} {
  const fetch = () => void load().catch(() => {})
  return { onPointerEnter: fetch, onFocus: fetch }
}
