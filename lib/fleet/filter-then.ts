import type { ProxyThen, StateThen } from './proxy-then'

/** What narrows the fleet of an instant. */
export interface ThenFilter {
  /** Part of a proxy's name or of its policy's path, in any case; empty for all. */
  readonly q: string
  /** Null for all. */
  readonly environment: string | null
  /** Null for all. */
  readonly state: StateThen | null
}

/** The proxies that fit. Labels are left out, unlike in the list of today: which ones a proxy had then is not kept. */
export function filterThen(
  proxies: readonly ProxyThen[],
  { q, environment, state }: ThenFilter,
): readonly ProxyThen[] {
  const text = q.toLowerCase()
  return proxies.filter(
    (one) =>
      (environment === null || one.environment === environment) &&
      (state === null || one.state === state) &&
      (text === '' || one.name.toLowerCase().includes(text) || one.policyPath.toLowerCase().includes(text)),
  )
}
