import type { DecisionFilter } from '@/lib/decisions/decision-filter'
import { routes } from '@/lib/routes'

/** What the address of the decisions page says. */
export interface DecisionSearch {
  readonly hours: number
  readonly result: 'allowed' | 'denied' | undefined
  readonly tool: string | undefined
  readonly rule: string | undefined
  readonly proxy: string | undefined
  readonly policy: string | undefined
  readonly q: string | undefined
  readonly cursor: string | undefined
  readonly d: string | undefined
}

type Raw = Record<string, string | string[] | undefined>

const SPANS = new Set([1, 24, 168])

/** Reads the address; what it does not know is ignored. */
export function readDecisionSearch(raw: Raw): DecisionSearch {
  const one = (key: string) => {
    const value = raw[key]
    const text = Array.isArray(value) ? value[0] : value
    return text === undefined || text === '' ? undefined : text.slice(0, 500)
  }
  const result = one('result')
  const hours = Number(one('hours'))
  return {
    hours: SPANS.has(hours) ? hours : 24,
    result: result === 'allowed' || result === 'denied' ? result : undefined,
    tool: one('tool'),
    rule: one('rule'),
    proxy: one('proxy'),
    policy: one('policy'),
    q: one('q'),
    cursor: one('cursor'),
    d: one('d'),
  }
}

/** The address of the page with some keys changed; the page's place in the log is left unless it is one of them. */
export function decisionsHref(search: DecisionSearch, change: Partial<DecisionSearch>): string {
  const { hours, ...rest } = { ...search, cursor: undefined, d: undefined, ...change }
  return routes.decisions({ ...rest, ...(hours === 24 ? {} : { hours: String(hours) }) })
}

/** The filter for the verbs; `root` makes the policy's path whole. */
export function filterOf(search: DecisionSearch, root: string, now: Date): DecisionFilter {
  const { result, tool, rule, proxy, policy, q: text, hours } = search
  return {
    // A proxy's clock may run a little ahead.
    to: new Date(now.getTime() + 60_000),
    from: new Date(now.getTime() - hours * 3_600_000),
    result,
    tool,
    rule,
    proxy,
    policy: policy === undefined ? undefined : `${root}/${policy}`,
    text,
  }
}
