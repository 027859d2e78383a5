/** How parts of the shell ask each other for something without knowing each other. Browser only. */
const OPEN_PALETTE = 'lockstep:open-palette'
const OPEN_KEYBOARD_HELP = 'lockstep:open-keyboard-help'

export function openPalette(): void {
  window.dispatchEvent(new Event(OPEN_PALETTE))
}

export function openKeyboardHelp(): void {
  window.dispatchEvent(new Event(OPEN_KEYBOARD_HELP))
}

/** Returns what stops listening. */
export function onShellEvents(listeners: { palette: () => void; keyboardHelp: () => void }): () => void {
  window.addEventListener(OPEN_PALETTE, listeners.palette)
  window.addEventListener(OPEN_KEYBOARD_HELP, listeners.keyboardHelp)
  return () => {
    window.removeEventListener(OPEN_PALETTE, listeners.palette)
    window.removeEventListener(OPEN_KEYBOARD_HELP, listeners.keyboardHelp)
  }
}
