import { routes } from '@/lib/routes'
import type { PolicyQuery } from '@/lib/routes'

/** What the address of a comparison says. */
export interface CompareAddress extends Pick<PolicyQuery, 'diff' | 'table'> {
  /** Relative to the policy root; null for a comparison of all policies. */
  readonly policy: string | null
  /** Commits, branches or instants. */
  readonly first: string
  readonly second: string
}

export function compareHref({ policy, first, second, diff, table }: CompareAddress): string {
  const compare = `${first}...${second}`
  return policy === null ? routes.policies({ compare }) : routes.policy(policy, { compare, diff, table })
}
