import { repositoryNamed, teamNamed } from '@/forge/access/find'
import { stampOf, type Core } from '@/forge/core'
import type { Protection, RepositoryRow, RulesetRow } from '@/forge/state/records'

export type ProtectionInput = { readonly repository: string; readonly branch: string } & Partial<
  Omit<Protection, 'pattern'>
>

/** Protects a branch (a name, or a pattern with `*`); what is left out is GitHub's default. */
export function setProtection(core: Core, { repository, branch, ...rules }: ProtectionInput): RepositoryRow {
  const row = repositoryNamed(core, repository)
  const protection: Protection = {
    pattern: branch,
    requiredApprovals: 1,
    requireCodeOwnerReviews: false,
    requiredChecks: [],
    strictChecks: false,
    dismissStaleReviews: false,
    requireLastPushApproval: false,
    enforceAdmins: false,
    allowForcePushes: false,
    allowDeletions: false,
    ...rules,
  }
  const others = row.protections.filter(({ pattern }) => pattern !== branch)
  const changed = core.state.repositories.patch(row.id, { protections: [...others, protection] })
  core.state.save()
  return changed
}

export function removeProtection(core: Core, repository: string, branch: string): void {
  const row = repositoryNamed(core, repository)
  const protections = row.protections.filter(({ pattern }) => pattern !== branch)
  core.state.repositories.patch(row.id, { protections })
  core.state.save()
}

export interface PushProtectionInput {
  readonly repository: string
  readonly on: boolean
}

/** Whether known secrets are kept out of a repository. */
export function setPushProtection(core: Core, { repository, on }: PushProtectionInput): RepositoryRow {
  const changed = core.state.repositories.patch(repositoryNamed(core, repository).id, { pushProtection: on })
  core.state.save()
  return changed
}

export interface RulesetInput {
  readonly repository: string
  readonly name: string
  readonly active?: boolean
  /** Branch names or patterns, `~DEFAULT_BRANCH` (the default) or `~ALL`. */
  readonly branches?: readonly string[]
  /** An owner of each file must approve, as CODEOWNERS says. */
  readonly requireCodeOwnerReview?: boolean
  /** Only administrators make such branches. */
  readonly restrictCreations?: boolean
  /** No push to such a branch changes these paths (patterns with `*`). */
  readonly restrictedPaths?: readonly string[]
  /** Nor files of these extensions (`*.exe`), with a longer path, or of more megabytes. */
  readonly restrictedExtensions?: readonly string[]
  readonly maxPathLength?: number | undefined
  readonly maxFileMegabytes?: number | undefined
  /** `team` as `organisation/slug`; patterns are those of fnmatch. */
  readonly requiredReviewers: readonly {
    readonly team: string
    readonly filePatterns: readonly string[]
    readonly minimumApprovals: number
  }[]
  readonly at: Date
}

/** Makes or replaces (by name) a ruleset: what it requires of pull requests, and what it keeps from being pushed. */
export function setRuleset(core: Core, input: RulesetInput): RulesetRow {
  const row = repositoryNamed(core, input.repository)
  const known = core.state.rulesets
    .all()
    .find((ruleset) => ruleset.repositoryId === row.id && ruleset.name === input.name)
  const ruleset = core.state.rulesets.put({
    id: known?.id ?? core.state.nextId(),
    repositoryId: row.id,
    name: input.name,
    active: input.active ?? true,
    branches: input.branches ?? ['~DEFAULT_BRANCH'],
    requireCodeOwnerReview: input.requireCodeOwnerReview ?? false,
    restrictCreations: input.restrictCreations ?? false,
    restrictedPaths: input.restrictedPaths ?? [],
    restrictedExtensions: input.restrictedExtensions ?? [],
    ...(input.maxPathLength === undefined ? {} : { maxPathLength: input.maxPathLength }),
    ...(input.maxFileMegabytes === undefined ? {} : { maxFileMegabytes: input.maxFileMegabytes }),
    requiredReviewers: input.requiredReviewers.map(({ team, filePatterns, minimumApprovals }) => {
      const [organisation = '', slug = ''] = team.split('/')
      return { teamId: teamNamed(core, organisation, slug).id, filePatterns, minimumApprovals }
    }),
    createdAt: known?.createdAt ?? stampOf(input.at),
  })
  core.state.save()
  return ruleset
}
