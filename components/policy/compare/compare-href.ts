import { apiRoutes, routes } from '@/lib/routes'
import type { PolicyQuery } from '@/lib/routes'

/** What the address of a comparison says. */
export interface CompareAddress extends Pick<PolicyQuery, 'diff' | 'table'> {
  /** Relative to the policy root; null for a comparison of all policies. */
  readonly policy: string | null
  /** Commits, branches or instants. */
  readonly first: string
  readonly second: string
  /** Of all policies: place of the first one that is shown, from 0; undefined is the first. */
  readonly from?: string | undefined
}

export function compareHref({ policy, first, second, diff, table, from }: CompareAddress): string {
  const compare = `${first}...${second}`
  return policy === null
    ? routes.policies({ compare, from })
    : routes.policy(policy, { compare, diff, table })
}

/** What differs, as a file. */
export function comparisonFile({ policy, first, second }: CompareAddress, format: 'csv' | 'ndjson'): string {
  return apiRoutes.exportComparison({ compare: `${first}...${second}`, policy: policy ?? undefined, format })
}
