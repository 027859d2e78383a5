import type { ChangeRow } from '@/components/change/change-table'
import type { ChangesQuery } from '@/lib/routes'

/** What narrows the list of changes; null and false let everything through. */
export interface ChangeListFilter {
  readonly q: string
  readonly effect: 'loosens' | 'tightens' | null
  /** A login. */
  readonly by: string | null
  /** An owner, with `@`, of a file that the change touches, as the owners file of now says. */
  readonly team: string | null
  /** Below the policy root. */
  readonly policy: string | null
  readonly emergency: boolean
  /** Asks the person who looks, or a team of theirs. */
  readonly needsMe: boolean
  /** Pull requests that were not opened here, or commits without one. */
  readonly via: 'github' | 'push' | null
}

type Search = Record<string, string | string[] | undefined>

/** What the address of the list asks for; unknown values are ignored. */
export function readChangeSearch(search: Search): { filter: ChangeListFilter; query: ChangesQuery } {
  const one = (key: string) => [search[key]].flat()[0] || null
  const among = <Value extends string>(key: string, known: readonly Value[]) =>
    known.find((value) => value === one(key)) ?? null
  const effect = among('effect', ['loosens', 'tightens'])
  const via = among('via', ['github', 'push'])
  const [q, by, team, policy] = [one('q') ?? '', one('by'), one('team'), one('policy')]
  const [emergency, needsMe] = [one('emergency') === '1', one('needs') === 'me']
  const query: ChangesQuery = {
    state: among('state', ['open', 'merged', 'closed']) ?? undefined,
    team: team ?? undefined,
    by: by ?? undefined,
    policy: policy ?? undefined,
    effect: effect ?? undefined,
    emergency: emergency ? '1' : undefined,
    needs: needsMe ? 'me' : undefined,
    via: via ?? undefined,
    q: q === '' ? undefined : q,
  }
  return { filter: { q, effect, by, team, policy, emergency, needsMe, via }, query }
}

/** The rows that fit. `ownersOf` says who owns what a change touches. */
export function filterRows(
  rows: readonly ChangeRow[],
  filter: ChangeListFilter,
  ownersOf: (row: ChangeRow) => readonly string[],
): ChangeRow[] {
  const { effect, by, team, policy, emergency, needsMe, via } = filter
  return rows.filter(
    (row) =>
      mentions(row, filter.q.toLowerCase()) &&
      (effect === null || (row.effect?.[effect] ?? 0) > 0) &&
      (by === null || row.by === by) &&
      (team === null || ownersOf(row).includes(team)) &&
      (policy === null || row.paths?.includes(policy) === true) &&
      (!emergency || row.isEmergency) &&
      (!needsMe || row.asks !== null) &&
      (via === null || came(row) === via),
  )
}

/** How a change came; null while that is not known yet. */
export function came({ kind, ours }: ChangeRow): 'lockstep' | 'github' | 'push' | null {
  if (kind === 'landed') return null
  if (kind === 'push') return 'push'
  return ours ? 'lockstep' : 'github'
}

function mentions({ title, by, commit, number, paths }: ChangeRow, text: string): boolean {
  if (text === '') return true
  return [title, by, commit ?? '', `#${number}`, ...(paths ?? [])].some((one) =>
    one.toLowerCase().includes(text),
  )
}
