import type { DecisionFilter, WantedResult } from '@/lib/decisions/decision-filter'
import { readInstant } from '@/lib/repository/read-instant'
import { routes, type DecisionsQuery } from '@/lib/routes'

/** What the address of the decisions page says. */
export interface DecisionSearch {
  /** Looks back from now; not used when `from` and `to` say a fixed range. */
  readonly hours: (typeof SPANS)[number]
  readonly from: Date | undefined
  readonly to: Date | undefined
  /** Any of these; none of them: all. The same in the next four. */
  readonly result: readonly WantedResult[]
  readonly policy: readonly string[]
  readonly proxy: readonly string[]
  readonly tool: readonly string[]
  readonly rule: readonly string[]
  readonly q: string | undefined
  readonly table: boolean
  /** New decisions come in by themselves; only for a range that ends now. */
  readonly live: boolean
  readonly cursor: string | undefined
  /** The first row of the list from which `d` was opened: newer ones do not push it down. */
  readonly top: string | undefined
  readonly d: string | undefined
}

/** Keys of which several values can be chosen. */
export const FACET_KEYS = ['result', 'policy', 'proxy', 'tool', 'rule'] as const
export type FacetKey = (typeof FACET_KEYS)[number]
/** Nobody chooses more by hand. */
const MOST_VALUES = 50

const RESULTS = ['allowed', 'would-deny', 'denied'] as const

type Raw = Record<string, string | string[] | undefined>

/** Spans that can be chosen, in hours. */
export const SPANS = [1, 24, 168] as const
/** Counts are kept for 13 months; a longer range has nothing more to show. */
const LONGEST_MS = 400 * 86_400_000

/** Reads the address; what it does not know or cannot be is ignored. */
export function readDecisionSearch(raw: Raw): DecisionSearch {
  const several = (key: string) => {
    const value = raw[key] ?? []
    // PostgreSQL knows no U+0000, so nothing that is stored holds one.
    const texts = (Array.isArray(value) ? value : [value]).map((text) =>
      text.replaceAll('\0', '').slice(0, 500),
    )
    return [...new Set(texts.filter((text) => text !== ''))].slice(0, MOST_VALUES)
  }
  const one = (key: string) => several(key)[0]
  const results = several('result')
  return {
    hours: SPANS.find((span) => String(span) === one('hours')) ?? 24,
    ...readRange(one('from'), one('to')),
    result: RESULTS.filter((known) => results.includes(known)),
    policy: several('policy'),
    proxy: several('proxy'),
    tool: several('tool'),
    rule: several('rule'),
    q: one('q'),
    table: one('table') === '1',
    live: one('live') === '1',
    cursor: one('cursor'),
    top: one('top'),
    d: one('d'),
  }
}

/** Instants without a zone are UTC, as everywhere on the page; an end that names only a time is of the day of the beginning. */
function readRange(from = '', to = ''): Pick<DecisionSearch, 'from' | 'to'> {
  const end = /^\d\d:\d\d/.test(to) ? `${from.slice(0, 10)}T${to}` : to
  const [first, last] = [readInstant(from), readInstant(end)]
  const span = (last?.getTime() ?? NaN) - (first?.getTime() ?? NaN)
  return first !== null && last !== null && span > 0 && span <= LONGEST_MS
    ? { from: first, to: last }
    : { from: undefined, to: undefined }
}

/** The keys of the address for a search, without those that say what holds anyway. */
export function decisionsQuery(search: DecisionSearch): DecisionsQuery {
  const { hours, from, to, table, live, ...rest } = search
  const range = from === undefined ? {} : { from: from.toISOString(), to: to?.toISOString() }
  const span = from !== undefined || hours === 24 ? {} : { hours: String(hours) }
  return { ...range, ...span, ...rest, ...(table ? { table: '1' } : {}), ...(live ? { live: '1' } : {}) }
}

/** What says which part of the log is shown, and which row is open. */
export const NEWEST = { cursor: undefined, top: undefined, d: undefined } as const

/** The address of the page with some keys changed; the page's place in the log is left unless it is one of them. */
export function decisionsHref(search: DecisionSearch, change: Partial<DecisionSearch>): string {
  return routes.decisions(decisionsQuery({ ...search, ...NEWEST, ...change }))
}

/**
 * The address of the page with a row of it open, or none. The list then begins with the row that it begins with now, unless it stands still
 * anyway.
 */
export function hrefOfRow(
  search: DecisionSearch,
  rows: readonly { readonly id: string }[],
  d: string | undefined,
): string {
  const { cursor, from } = search
  const moves = cursor === undefined && from === undefined
  return decisionsHref(search, { cursor, top: moves && d !== undefined ? rows[0]?.id : undefined, d })
}

/** The address that shows a row among the same others tomorrow: "last 24 hours" becomes the hours that are meant now, in whole minutes; a chosen range stays. */
export function permanentHref(
  search: DecisionSearch,
  { from, to }: Pick<DecisionFilter, 'from' | 'to'>,
  d: string,
): string {
  const range =
    search.from !== undefined
      ? { from, to }
      : {
          from: new Date(Math.floor(from.getTime() / 60_000) * 60_000),
          to: new Date(Math.ceil(to.getTime() / 60_000) * 60_000),
        }
  return decisionsHref(search, { ...range, live: false, cursor: search.cursor, d })
}

/** The address of the page with a value of a facet chosen that was not, or the other way round. */
export function toggleHref(search: DecisionSearch, key: FacetKey, value: string): string {
  const values: readonly string[] = search[key]
  const next = values.includes(value) ? values.filter((one) => one !== value) : [...values, value]
  return routes.decisions({ ...decisionsQuery({ ...search, ...NEWEST }), [key]: next })
}

/** The filter for the verbs; `root` makes the policies' paths whole. */
export function filterOf(search: DecisionSearch, root: string, now: Date): DecisionFilter {
  const { result, tool, rule, proxy, policy, q: text, hours, from, to } = search
  return {
    // A proxy's clock may run a little ahead.
    to: to ?? new Date(now.getTime() + 60_000),
    from: from ?? new Date(now.getTime() - hours * 3_600_000),
    result,
    tool,
    rule,
    proxy,
    policy: policy.map((path) => `${root}/${path}`),
    text,
  }
}
