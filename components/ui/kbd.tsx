/** One key. Left out on phones by the style sheet. */
export function Kbd({ children }: { children: string }) {
  return <kbd>{children}</kbd>
}

/** The key of a button, on the button: eyes only, whose name stays what it does. The button says the key in `aria-keyshortcuts`. */
export function ButtonKey({ children }: { children: string }) {
  return <kbd aria-hidden="true">{children}</kbd>
}
