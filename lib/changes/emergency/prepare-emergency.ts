import { readCodeowners } from '@/lib/repository/read-codeowners'
import { readConfiguration } from '@/lib/repository/read-configuration'
import type { ChangeSource } from '../draft-parts'
import { pathsThatNeedOwners } from '../predict-owners'
import type { PreparedFile } from '../prepare-files'
import type { BranchProtection } from '../rulesets/branch-protection'
import type { RequiredReviewer } from '../rulesets/required-reviewers'
import type { FollowUpToWrite } from './follow-up'
import { judgeFiles, type NotAnEmergency } from './judge-files'
import { judgePaths } from './judge-owners'

/** Whom to ask, and what is owed afterwards. */
export interface EmergencyToWrite extends Omit<FollowUpToWrite, 'pull' | 'title'> {
  readonly reviewers: readonly string[]
  /** Login. */
  readonly drafter: string
}

export type EmergencyPreparation =
  /** `emergency` null: it goes the normal way. */
  | { readonly kind: 'ready'; readonly emergency: EmergencyToWrite | null }
  /** `.lockstep.yaml` names no reviewers of emergencies. */
  | { readonly kind: 'no-emergency-reviewers' }
  /** It does more than tighten or restore. */
  | { readonly kind: 'not-an-emergency'; readonly files: readonly NotAnEmergency[] }

/** What the short way needs at `head`, or why this change cannot take it. `reason` null: the normal way. */
export async function prepareEmergency({
  source,
  head,
  files,
  reason,
  drafter,
  rules,
  protection,
  now,
}: {
  readonly source: ChangeSource
  readonly head: string
  readonly files: readonly PreparedFile[]
  readonly reason: string | null
  /** Login. */
  readonly drafter: string
  /** What rulesets require beside the owners; null when that is not known. */
  readonly rules: readonly RequiredReviewer[] | null
  /** What the branch requires; null when nobody looked yet. */
  readonly protection: BranchProtection | null
  readonly now: Date
}): Promise<EmergencyPreparation> {
  if (reason === null) return { kind: 'ready', emergency: null }
  const { mirror, repository } = source
  const { configuration } = await readConfiguration(mirror.objects, head)
  if (configuration.emergency === null) return { kind: 'no-emergency-reviewers' }
  const { reviewers, followUpMs } = configuration.emergency
  const history = await mirror.history(repository.ref)
  const refused = judgeFiles(files, history?.index ?? null)
  if (refused.length > 0) return { kind: 'not-an-emergency', files: refused }
  const codeowners = await readCodeowners(mirror.objects, head)
  const terms = { reviewers, drafter, rules, protection }
  const paths = judgePaths(codeowners?.codeowners ?? null, pathsThatNeedOwners(files), terms)
  const dueAt = new Date(now.getTime() + followUpMs)
  return { kind: 'ready', emergency: { reviewers, drafter, reason: reason.trim(), dueAt, files: paths } }
}
