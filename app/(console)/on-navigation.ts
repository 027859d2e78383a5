import { NAVIGATION_EVENT, type Navigation } from '@/lib/navigation-event'

/** Calls back when another page is asked for, by a link, a key or the browser's own buttons; returns what ends that. */
export function onNavigation(listen: (navigation: Navigation) => void): () => void {
  const hear = (event: Event) => {
    if (isNavigation(event)) listen(event.detail)
  }
  window.addEventListener(NAVIGATION_EVENT, hear)
  return () => window.removeEventListener(NAVIGATION_EVENT, hear)
}

/** Nobody else fires events of this name. */
function isNavigation(event: Event): event is CustomEvent<Navigation> {
  return event instanceof CustomEvent
}
