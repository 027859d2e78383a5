import { protectionOf } from '@/forge/access/protection'
import type { Core } from '@/forge/core'
import type { Protection, RepositoryRow } from '@/forge/state/records'
import type { Schema } from './schema'
import { repositoryApiUrl } from './urls'

/** The part of a branch that says how it is protected. */
export function presentProtectionSummary(core: Core, repository: RepositoryRow, branch: string) {
  const protection = protectionOf(repository, branch)
  const contexts = [...(protection?.requiredChecks ?? [])]
  return {
    protection: {
      enabled: protection !== null,
      required_status_checks: {
        enforcement_level:
          contexts.length === 0 ? 'off' : protection?.enforceAdmins ? 'everyone' : 'non_admins',
        contexts,
        checks: contexts.map((context) => ({ context, app_id: null })),
      },
    },
    protection_url: protectionUrl(core, repository, branch),
  }
}

export function presentProtection(
  core: Core,
  repository: RepositoryRow,
  branch: string,
  protection: Protection,
): Schema<'branch-protection'> {
  const url = protectionUrl(core, repository, branch)
  const contexts = [...protection.requiredChecks]
  const reviewed = protection.requiredApprovals > 0 || protection.requireCodeOwnerReviews
  const checks = {
    url: `${url}/required_status_checks`,
    strict: protection.strictChecks,
    contexts,
    contexts_url: `${url}/required_status_checks/contexts`,
    checks: contexts.map((context) => ({ context, app_id: null })),
  }
  const reviews = {
    url: `${url}/required_pull_request_reviews`,
    dismiss_stale_reviews: protection.dismissStaleReviews,
    require_code_owner_reviews: protection.requireCodeOwnerReviews,
    required_approving_review_count: protection.requiredApprovals,
    require_last_push_approval: protection.requireLastPushApproval,
  }
  return {
    url,
    ...(contexts.length === 0 ? {} : { required_status_checks: checks }),
    ...(reviewed ? { required_pull_request_reviews: reviews } : {}),
    enforce_admins: { url: `${url}/enforce_admins`, enabled: protection.enforceAdmins },
    required_signatures: { url: `${url}/required_signatures`, enabled: false },
    required_linear_history: { enabled: false },
    allow_force_pushes: { enabled: protection.allowForcePushes },
    allow_deletions: { enabled: protection.allowDeletions },
    block_creations: { enabled: false },
    required_conversation_resolution: { enabled: false },
    lock_branch: { enabled: false },
    allow_fork_syncing: { enabled: false },
  }
}

function protectionUrl(core: Core, repository: RepositoryRow, branch: string): string {
  return `${repositoryApiUrl(core, repository)}/branches/${encodeURIComponent(branch)}/protection`
}
