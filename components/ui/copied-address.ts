/** Keys that a page changes in its address without asking the server again (components/policy/view-panel.tsx). */
const KEPT_BY_BROWSER = ['view']

/** The whole address for `path`, a page's permanent one as the server knows it, with what only the browser knows of what is shown: chosen lines, and how it is drawn. */
export function copiedAddress(path: string, shown: string): string {
  const [copied, now] = [new URL(path, shown), new URL(shown)]
  if (copied.pathname !== now.pathname) return copied.href
  copied.hash = now.hash
  for (const key of KEPT_BY_BROWSER) {
    const value = now.searchParams.get(key)
    if (value !== null) copied.searchParams.set(key, value)
  }
  return copied.href
}
