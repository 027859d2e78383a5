import type { ChangeFacets, Facet } from '@/components/change/change-filters'
import type { ChangeRow } from '@/components/change/change-table'
import { ownersOf, type Codeowners } from '@/lib/repository/codeowners'
import { CONFIGURATION_PATH, isPolicyPath } from '@/lib/repository/policy-path'
import { came } from './filter-rows'

/** As many values of one key as a menu can hold. */
const MOST = 20

/** What the rows of a list can be narrowed to. */
export function facetsOf(
  rows: readonly ChangeRow[],
  teamsOf: (row: ChangeRow) => readonly string[],
): ChangeFacets {
  const count = (fits: (row: ChangeRow) => boolean) => rows.filter(fits).length
  return {
    teams: counted(rows.flatMap((row) => [...new Set(teamsOf(row))])),
    people: counted(rows.map(({ by }) => by)),
    policies: counted(rows.flatMap(({ paths }) => (paths ?? []).filter(isPolicy))),
    loosens: count(({ effect }) => (effect?.loosens ?? 0) > 0),
    tightens: count(({ effect }) => (effect?.tightens ?? 0) > 0),
    emergency: count(({ isEmergency }) => isEmergency),
    needsMe: count(({ asks }) => asks !== null),
    github: count((row) => came(row) === 'github'),
    push: count((row) => came(row) === 'push'),
  }
}

/** Rows name files below the folder of the policies from there on, and others whole: settings and workflows, which begin with a dot. */
function isPolicy(path: string): boolean {
  return !path.startsWith('.') && isPolicyPath(`policies/${path}`, 'policies')
}

/** The most frequent first. */
function counted(values: readonly string[]): Facet[] {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, MOST)
}

/** Who owns what a change touches, as the owners file of now says; nobody without one. `root` is the folder of the policies. */
export function rowOwners(
  codeowners: Codeowners | null,
  root: string,
): (row: ChangeRow) => readonly string[] {
  const known = new Map<string, readonly string[]>()
  const of = (path: string): readonly string[] => {
    const owners = known.get(path) ?? (codeowners === null ? [] : (ownersOf(codeowners, path)?.owners ?? []))
    known.set(path, owners)
    return owners
  }
  return ({ paths }) =>
    (paths ?? []).flatMap((path) =>
      of(path === CONFIGURATION_PATH || path.endsWith('CODEOWNERS') ? path : `${root}/${path}`),
    )
}
