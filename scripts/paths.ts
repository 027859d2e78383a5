import { fileURLToPath } from 'node:url'
import { join } from 'node:path'

/** The checkout. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url))

/** A path inside the checkout. */
export function inCheckout(...parts: string[]): string {
  return join(ROOT, ...parts)
}

/** What only this checkout's programs need to remember: locks and stamps. Ignored by git, safe to delete while nothing runs. */
export const WORKSPACE = inCheckout('dist', 'workspace')
