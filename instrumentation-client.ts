import { NAVIGATION_EVENT, type Navigation } from '@/lib/navigation-event'

/** Next calls this when another page is asked for, by a link, a key or the browser's own buttons. */
export function onRouterTransitionStart(url: string, kind: 'push' | 'replace' | 'traverse'): void {
  const detail: Navigation = { url, returns: kind === 'traverse' }
  window.dispatchEvent(new CustomEvent(NAVIGATION_EVENT, { detail }))
}

/**
 * What the page is called while its own title is missing: the router takes the old one away before the new one is there, also when a page is drawn
 * again. React puts each new title before all others, and the first one counts.
 */
const title = document.createElement('title')
title.textContent = 'Lockstep'
document.head.append(title)
