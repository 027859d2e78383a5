import { routes } from '@/lib/routes'

/** Pages that show the past, by their paths. */
const TRAVELS = [/^\/policies(\/.+)?$/, /^\/changes$/, /^\/changes\/\d+\/evidence$/, /^\/fleet(\/[^/]+)?$/]

/** Places in a list, and what only stands beside the present. */
const NOT_KEPT = ['at', 'from', 'more', 'compare', 'case']

/**
 * The page of this address at another moment: `at` as an address says it, null for now. Other pages have no past, so that the list which
 * they belong to is shown as of then.
 */
export function momentHref(path: string, search: string, at: string | null): string {
  const travels = TRAVELS.some((one) => one.test(path))
  const query = new URLSearchParams(travels ? search : '')
  for (const key of NOT_KEPT) query.delete(key)
  if (at !== null) query.append('at', at)
  const text = query.toString()
  return (travels ? path : listOf(path)) + (text === '' ? '' : `?${text}`)
}

function listOf(path: string): string {
  if (path.startsWith('/changes/')) return routes.changes()
  return path === routes.connect() ? routes.fleet() : routes.policies()
}
