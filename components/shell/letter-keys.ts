/** True when a key press may be a shortcut made of a letter: not while typing, not with a modifier, and not switched off. Browser only. */
export function isLetterShortcut(event: KeyboardEvent): boolean {
  if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented || event.isComposing)
    return false
  if (document.documentElement.dataset.letterKeys === 'off') return false
  const target = event.target
  if (!(target instanceof HTMLElement)) return true
  if (target.isContentEditable || target.closest('[role="dialog"], [role="menu"], [role="listbox"]') !== null)
    return false
  return !['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)
}
