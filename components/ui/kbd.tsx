/** One key. Left out on phones by the style sheet. */
export function Kbd({ children }: { children: string }) {
  return <kbd>{children}</kbd>
}
