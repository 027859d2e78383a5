import { routes } from '@/lib/routes'

/** What is known of a page before it is there. */
export interface PageOutline {
  readonly title: string
  /** Its columns: one, a rail at the left, or a column at the right. */
  readonly columns: 'one' | 'rail' | 'aside'
}

const PAGES: readonly (readonly [path: string, title: string, columns: PageOutline['columns']])[] = [
  [routes.policies(), 'Policies', 'rail'],
  [routes.changes(), 'Changes', 'one'],
  [routes.decisions(), 'Decisions', 'rail'],
  [routes.fleet(), 'Fleet', 'one'],
  [routes.connect(), 'Connect a proxy', 'one'],
  [routes.settings(), 'Settings', 'rail'],
  [routes.audit(), 'Audit trail', 'one'],
  [routes.docs(), 'Documentation', 'rail'],
  ['/drafts', 'Draft', 'one'],
]

/** The outline of the page at a path of the console, for the time until it arrives. */
export function outlineOf(path: string): PageOutline {
  if (path === routes.overview()) return { title: 'Overview', columns: 'aside' }
  const page = PAGES.find(([start]) => path === start || path.startsWith(`${start}/`))
  if (page === undefined) return { title: 'The page', columns: 'one' }
  const [start, title, columns] = page
  const rest = decoded(path.slice(start.length + 1))
  if (rest === '') return { title, columns }
  if (start === routes.changes()) return { title: titleOfChange(rest), columns: 'aside' }
  if (start === routes.policies()) return { title: rest, columns: 'aside' }
  return start === routes.fleet() ? { title: rest, columns: 'one' } : { title, columns }
}

function titleOfChange(rest: string): string {
  return /^\d+/.test(rest) ? `Change #${Number.parseInt(rest, 10)}` : 'Change'
}

/** A path that is not encoded as it should be is shown as it is. */
function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
