import { fullNameOf } from '@/forge/access/find'
import { asksForPulls } from '@/forge/access/protection'
import type { Core } from '@/forge/core'
import type { RepositoryRow, RulesetRow } from '@/forge/state/records'
import { nodeId, repositoryApiUrl } from './urls'

/** A ruleset: what it requires of pull requests, and what it keeps from being pushed. */
export function presentRuleset(core: Core, repository: RepositoryRow, ruleset: RulesetRow) {
  const include = ruleset.branches.map((name) => (name.startsWith('~') ? name : `refs/heads/${name}`))
  return {
    id: ruleset.id,
    name: ruleset.name,
    target: 'branch' as const,
    source_type: 'Repository' as const,
    source: fullNameOf(core, repository),
    enforcement: ruleset.active ? ('active' as const) : ('disabled' as const),
    conditions: { ref_name: { include, exclude: [] } },
    rules: rulesOf(ruleset),
    node_id: nodeId('RepositoryRuleset', ruleset.id),
    created_at: ruleset.createdAt,
    updated_at: ruleset.createdAt,
    _links: { self: { href: `${repositoryApiUrl(core, repository)}/rulesets/${ruleset.id}` } },
  }
}

/** The same rules as a branch lists them. */
export function presentBranchRules(core: Core, repository: RepositoryRow, ruleset: RulesetRow) {
  const source = {
    ruleset_source_type: 'Repository' as const,
    ruleset_source: fullNameOf(core, repository),
    ruleset_id: ruleset.id,
  }
  return rulesOf(ruleset).map((rule) => Object.assign(rule, source))
}

function rulesOf(ruleset: RulesetRow) {
  const { restrictCreations, restrictedPaths = [], restrictedExtensions = [] } = ruleset
  const { maxPathLength, maxFileMegabytes } = ruleset
  return [
    ...(asksForPulls(ruleset) ? [pullRequestRule(ruleset)] : []),
    ...(restrictCreations === true ? [{ type: 'creation' as const }] : []),
    ...(restrictedPaths.length > 0
      ? [
          {
            type: 'file_path_restriction' as const,
            parameters: { restricted_file_paths: [...restrictedPaths] },
          },
        ]
      : []),
    ...(restrictedExtensions.length > 0
      ? [
          {
            type: 'file_extension_restriction' as const,
            parameters: { restricted_file_extensions: [...restrictedExtensions] },
          },
        ]
      : []),
    ...(maxPathLength === undefined
      ? []
      : [
          {
            type: 'max_file_path_length' as const,
            parameters: { max_file_path_length: maxPathLength },
          },
        ]),
    ...(maxFileMegabytes === undefined
      ? []
      : [{ type: 'max_file_size' as const, parameters: { max_file_size: maxFileMegabytes } }]),
  ]
}

function pullRequestRule(ruleset: RulesetRow) {
  return {
    type: 'pull_request' as const,
    parameters: {
      required_approving_review_count: 0,
      dismiss_stale_reviews_on_push: false,
      require_code_owner_review: ruleset.requireCodeOwnerReview ?? false,
      require_last_push_approval: false,
      required_review_thread_resolution: false,
      allowed_merge_methods: ['merge', 'squash', 'rebase'],
      required_reviewers: ruleset.requiredReviewers.map((one) => ({
        file_patterns: [...one.filePatterns],
        minimum_approvals: one.minimumApprovals,
        reviewer: { id: one.teamId, type: 'Team' as const },
      })),
    },
  }
}
