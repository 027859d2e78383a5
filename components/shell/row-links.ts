/** Goes to pages that a `RowLink` leads to without loading the whole page; returns what stops it. Browser only. */
export function listenToRowLinks(
  goTo: (href: string, options: { readonly scroll: boolean }) => void,
): () => void {
  const onClick = (event: MouseEvent) => {
    // Another tab, another window, a download: the browser's own business.
    const isPlain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    if (event.defaultPrevented || !isPlain || !(event.target instanceof Element)) return
    const link = event.target.closest('a[data-row-link]')
    const href = link?.getAttribute('href')
    if (link === null || href === undefined || href === null) return
    event.preventDefault()
    goTo(href, { scroll: link.getAttribute('data-row-link') !== 'stay' })
  }
  document.addEventListener('click', onClick)
  return () => document.removeEventListener('click', onClick)
}
