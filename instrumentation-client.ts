import { NAVIGATION_EVENT } from '@/lib/navigation-event'

/** Next calls this when another page is asked for, by a link, a key or the browser's own buttons. */
export function onRouterTransitionStart(url: string): void {
  window.dispatchEvent(new CustomEvent(NAVIGATION_EVENT, { detail: url }))
}
