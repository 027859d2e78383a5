/**
 * Goes to pages that a `RowLink` leads to without loading the whole page; a click beside the links of a row is one on what the row is about.
 * Returns what stops it. Browser only.
 */
export function listenToRowLinks(
  goTo: (href: string, options: { readonly scroll: boolean }) => void,
): () => void {
  const onClick = (event: MouseEvent) => {
    // Another tab, another window, a download: the browser's own business.
    const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    if (event.defaultPrevented || !isPlain || !(event.target instanceof Element)) return
    const link = event.target.closest('a[data-row-link]') ?? linkOfRow(event.target)
    const href = link?.getAttribute('href')
    if (link === null || href === undefined || href === null) return
    event.preventDefault()
    goTo(href, { scroll: link.getAttribute('data-row-link') !== 'stay' })
  }
  document.addEventListener('click', onClick)
  return () => document.removeEventListener('click', onClick)
}

/** What else answers to clicks in a row, or is being selected there, is none of ours. */
const OWN = 'a, button, input, label, select, summary, [role="button"]'

function linkOfRow(target: Element): Element | null {
  if (target.closest(OWN) !== null || document.getSelection()?.isCollapsed === false) return null
  return target.closest('tbody tr')?.querySelector('a[data-of-row]') ?? null
}
