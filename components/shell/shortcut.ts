/**
 * True when a key press may be a shortcut: not while typing, not with a modifier, and not a single character where those are switched off
 * (WCAG 2.1.4 is about characters: Escape is none). Browser only.
 */
export function isShortcut(event: Event): event is KeyboardEvent {
  // Browsers send such an event without a key when they fill a field.
  if (!(event instanceof KeyboardEvent)) return false
  if (hasModifier(event) || event.defaultPrevented || event.isComposing) return false
  if (event.key.length === 1 && document.documentElement.dataset.letterKeys === 'off') return false
  const target = event.target
  if (!(target instanceof HTMLElement)) return true
  if (target.isContentEditable || target.closest('[role="dialog"], [role="menu"], [role="listbox"]') !== null)
    return false
  return !['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)
}

/** AltGr, which Windows tells as Ctrl and Alt, and Option on a Mac are how many keyboards write brackets: no modifier then. */
function hasModifier(event: KeyboardEvent): boolean {
  if (event.getModifierState('AltGraph') || (event.altKey && !event.ctrlKey && '[]{}'.includes(event.key)))
    return event.metaKey
  return event.metaKey || event.ctrlKey || event.altKey
}
