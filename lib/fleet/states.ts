/** What a state counts as in a roll-up. `unknown` is not drift: there is no verdict without knowledge. */
export type StateKind = 'unknown' | 'drift' | 'calm' | 'in-sync'

/**
 * The eleven states of a proxy, in the order in which they are tried: the first whose rule applies is the headline, so an earlier one
 * is also the worse one. The only place that holds their ids, slugs, words and sentences; `resolve-status.ts` holds their rules.
 * ‹names› in a sentence are filled in by `fillSentence`.
 */
export const FLEET_STATES = [
  {
    id: 'OFFLINE',
    slug: 'offline',
    word: 'Offline',
    kind: 'unknown',
    sentence: 'Last known ‹where› ‹running›, ‹ago›.',
  },
  {
    id: 'NOT_RUNNING',
    slug: 'not-running',
    word: 'Not running',
    kind: 'unknown',
    sentence: 'No process‹since›; the next start will be checked.',
  },
  {
    id: 'UNVERIFIED',
    slug: 'unverified',
    word: 'Unverified',
    kind: 'unknown',
    sentence: 'Cannot prove what it runs: ‹why›.',
  },
  {
    id: 'REJECTED',
    slug: 'rejected',
    word: 'Rejected',
    kind: 'drift',
    sentence: 'Rejected ‹by›: ‹error›. Still running ‹running›.',
  },
  {
    id: 'DID_NOT_RELOAD',
    slug: 'did-not-reload',
    word: 'Did not reload',
    kind: 'drift',
    sentence: 'File arrived, proxy did not reload: restart it.',
  },
  {
    id: 'EDITED',
    slug: 'edited-outside-git',
    word: 'Edited outside git',
    kind: 'drift',
    sentence: '‹what› is in no commit: ‹difference›.',
  },
  {
    id: 'NOT_DELIVERED',
    slug: 'not-delivered',
    word: 'Not delivered',
    kind: 'drift',
    sentence: 'Not delivered by ‹tool›.',
  },
  {
    id: 'NOT_ON_MAIN',
    slug: 'not-on-main',
    word: 'Not on main',
    kind: 'drift',
    sentence: 'Running ‹what›.',
  },
  {
    id: 'ROLLING_OUT',
    slug: 'rolling-out',
    word: 'Rolling out',
    kind: 'calm',
    sentence: 'Still running ‹running›, desired since ‹since›.',
  },
  {
    id: 'PINNED',
    slug: 'pinned',
    word: 'Pinned',
    kind: 'calm',
    sentence: 'Pinned to ‹pinned› until ‹until› (‹reason›).',
  },
  {
    id: 'IN_SYNC',
    slug: 'in-sync',
    word: 'In sync',
    kind: 'in-sync',
    sentence: 'Running ‹ref›, content unchanged since ‹running›.',
  },
] as const satisfies readonly {
  id: string
  slug: string
  word: string
  kind: StateKind
  sentence: string
}[]

export type FleetState = (typeof FLEET_STATES)[number]
export type FleetStateId = FleetState['id']
export type FleetStateSlug = FleetState['slug']

const byId = new Map<string, FleetState>(FLEET_STATES.map((state) => [state.id, state]))

/** The row of a state. */
export function fleetState(id: FleetStateId): FleetState {
  const state = byId.get(id)
  if (!state) throw new RangeError(`no fleet state ${id}`)
  return state
}

/** The state that a URL's slug names, or null. */
export function fleetStateBySlug(slug: string): FleetState | null {
  return FLEET_STATES.find((state) => state.slug === slug) ?? null
}

/** Position in the table: smaller is worse. */
export function severity(id: FleetStateId): number {
  return FLEET_STATES.findIndex((state) => state.id === id)
}

const URGENCIES = new Map<string, number>(
  FLEET_STATES.map(({ id, kind }) => [
    id,
    (kind === 'drift' ? 0 : kind === 'unknown' ? 100 : 200) + severity(id),
  ]),
)

/** Order in which people look at states: drift before what is not known, that before what is calm; worst first in each. */
export function urgency(id: FleetStateId): number {
  return URGENCIES.get(id) ?? 0
}

/** Fills the ‹names› of a sentence. A name without a value is a bug and throws. */
export function fillSentence(sentence: string, values: Readonly<Record<string, string>>): string {
  return sentence.replace(/‹(\w+)›/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined) throw new RangeError(`no value for ‹${name}› in: ${sentence}`)
    return value
  })
}
