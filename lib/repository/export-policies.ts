import { inPages } from '@/lib/in-pages'
import type { ListedPolicy } from './list-policies'

/** Columns of a policy, in their order. */
export const POLICY_COLUMNS = [
  'policy',
  'state',
  'unlistedTools',
  'tools',
  'rules',
  'listed',
  'conditions',
  'limited',
  'denied',
  'hidden',
  'owners',
  'blob',
  'lastChange',
  'lastSubject',
  'lastCommittedBy',
  'lastStatedAt',
  'commit',
] as const
export type PolicyExportRow = Readonly<Record<(typeof POLICY_COLUMNS)[number], unknown>>

/** Policies of a commit (40 hex) as rows of a file. `owners` are alternatives: none on purpose is an empty list, null is no line that matches. */
export function exportPolicies(
  policies: readonly ListedPolicy[],
  commit: string,
): AsyncGenerator<PolicyExportRow[]> {
  return inPages(policies, (policy) => toRow(policy, commit))
}

function toRow({ path, state, owners, blob, lastChange }: ListedPolicy, commit: string): PolicyExportRow {
  const figures = 'figures' in state ? state.figures : null
  const postures = figures?.postures
  return {
    policy: path,
    state: state.kind,
    unlistedTools: figures?.default ?? null,
    tools: figures?.tools ?? null,
    rules: figures?.rules ?? null,
    listed: postures?.allowed ?? null,
    conditions: postures?.conditions ?? null,
    limited: postures?.limited ?? null,
    denied: postures?.denied ?? null,
    hidden: postures?.hidden ?? null,
    owners,
    blob,
    lastChange: lastChange?.sha ?? null,
    lastSubject: lastChange?.subject ?? null,
    lastCommittedBy: lastChange?.committedBy ?? null,
    lastStatedAt: lastChange?.at.toISOString() ?? null,
    commit,
  }
}
