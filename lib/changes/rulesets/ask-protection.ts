import type { Context } from '@/lib/context'
import type { GitHubClient } from '@/lib/git/github-client'
import { isHidden, statusOf } from '../forge-status'
import { keepProtection, type BranchProtection } from './branch-protection'

interface RepositoryName {
  readonly owner: string
  readonly name: string
}

/** The rules that rulesets put on a branch, as the forge answers them. */
export type BranchRules = Awaited<ReturnType<GitHubClient['rest']['repos']['getBranchRules']>>['data']

/** Asks which rules of rulesets hold on a branch: one call. Null when the app may not know. */
export async function askBranchRules(
  client: GitHubClient,
  { owner, name }: RepositoryName,
  branch: string,
): Promise<BranchRules | null> {
  const target = { owner, repo: name, branch, per_page: 100 }
  return client.paginate(client.rest.repos.getBranchRules, target).catch(orNull)
}

/**
 * Asks what a branch requires of every change, and keeps it: one call. `rules` are those of its rulesets, null when they are not ours to
 * know. What the app may not read counts as nothing required, and is said to be missing.
 */
export async function askProtection(
  ctx: Context,
  client: GitHubClient,
  { owner, name }: RepositoryName,
  branch: string,
  rules: BranchRules | null,
): Promise<BranchProtection> {
  const classic = await askClassic(client, { owner, repo: name, branch })
  const parts = [...(classic === null ? [] : [classic]), ...(rules ?? []).map(partOf)]
  const isWhole = classic !== null && rules !== null
  const protection = {
    approvals: Math.max(0, ...parts.map(({ approvals }) => approvals)),
    lastPush: parts.some(({ lastPush }) => lastPush),
    codeOwners: parts.some(({ codeOwners }) => codeOwners) || (isWhole ? false : null),
    checks: [...new Set(parts.flatMap(({ checks }) => checks))],
    isWhole,
  }
  await keepProtection(ctx, branch, protection)
  return protection
}

interface Part extends Omit<BranchProtection, 'isWhole' | 'codeOwners'> {
  readonly codeOwners: boolean
}

const NOTHING: Part = { approvals: 0, lastPush: false, codeOwners: false, checks: [] }

/** The branch's own protection; null when it is not ours to know. */
async function askClassic(
  client: GitHubClient,
  target: { readonly owner: string; readonly repo: string; readonly branch: string },
): Promise<Part | null> {
  try {
    const { data } = await client.rest.repos.getBranchProtection(target)
    const { required_status_checks: checks, required_pull_request_reviews: reviews } = data
    const named = checks?.checks.map(({ context }) => context) ?? []
    return {
      // Where reviews are required and no number is said, it is GitHub's default.
      approvals: reviews === undefined ? 0 : (reviews.required_approving_review_count ?? 1),
      lastPush: reviews?.require_last_push_approval ?? false,
      codeOwners: reviews?.require_code_owner_reviews ?? false,
      checks: [...new Set([...(checks?.contexts ?? []), ...named])],
    }
  } catch (error) {
    // GitHub says this of a branch that the app may read and nobody protected; everything else hides what there is.
    if (statusOf(error) === 404 && error instanceof Error && error.message.includes('Branch not protected'))
      return NOTHING
    return orNull(error)
  }
}

function partOf(rule: BranchRules[number]): Part {
  if (rule.type === 'required_status_checks') {
    const checks = rule.parameters?.required_status_checks ?? []
    return { ...NOTHING, checks: checks.map(({ context }) => context) }
  }
  if (rule.type !== 'pull_request') return NOTHING
  const {
    required_approving_review_count: approvals = 0,
    require_last_push_approval: lastPush = false,
    require_code_owner_review: codeOwners = false,
  } = rule.parameters ?? {}
  return { ...NOTHING, approvals, lastPush, codeOwners }
}

function orNull(error: unknown): null {
  if (isHidden(error)) return null
  throw error
}
