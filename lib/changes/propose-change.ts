import * as z from 'zod'
import { recordAudit } from '@/lib/audit/record-audit'
import type { Context, PersonActor } from '@/lib/context'
import { branchName } from '@/lib/git/branch-name'
import { forgeFailureOf, type ForgeFailure } from '@/lib/git/forge-failure'
import type { GitHubClient } from '@/lib/git/github-client'
import { readCodeowners } from '@/lib/repository/read-codeowners'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { textMoves } from './change-moves'
import { keepableText } from './draft-file'
import { isEmergencyLabel } from './emergency/follow-up'
import {
  prepareEmergency,
  type EmergencyPreparation,
  type EmergencyToWrite,
} from './emergency/prepare-emergency'
import { takeBackEmergency } from './emergency/take-back'
import { ownWordsOf, statusOf } from './forge-status'
import { findMergedTry } from './find-merged-try'
import { findOwnDraft, type ChangeSource, type StoredDraft } from './draft-parts'
import { keepBranch } from './keep-branch'
import { predictAgreement } from './predict-agreement'
import { pathsThatNeedOwners } from './predict-owners'
import { prepareFiles, type Preparation, type PreparedFile } from './prepare-files'
import { readProtection } from './rulesets/branch-protection'
import { readRequired } from './rulesets/required-reviewers'
import { describeChange } from './pull-body'
import { testChangedPolicies } from './test-changed-policies'
import {
  writeChange,
  writeRest,
  type BranchTaken,
  type OwnCommit,
  type PullClosed,
  type SubmitStep,
  type WrittenChange,
} from './write-change'

/** What the person says when submitting. */
export const proposeChangeSchema = z
  .strictObject({
    revision: z.int().min(0),
    title: z.string().trim().min(1, 'give it a title').max(256),
    description: keepableText(20_000).default(''),
    asDraft: z.boolean().default(false),
    labels: z.array(z.string().trim().min(1).max(50)).max(20).default([]),
    /** Leaves the branch of the tries before to whoever committed to it, and makes another one. */
    newBranch: z.boolean().optional(),
    /** Goes the short way that the repository has prepared: why it cannot wait. */
    emergency: z
      .strictObject({
        reason: keepableText(2000).refine((text) => text.trim() !== '', 'say why it cannot wait'),
      })
      .optional(),
  })
  .refine(
    ({ labels, emergency }) => emergency !== undefined || !labels.some(isEmergencyLabel),
    'the label of emergencies is set by their switch alone',
  )

export type ProposeResult =
  | { readonly kind: 'opened'; readonly number: number }
  | { readonly kind: 'not-found' }
  /** The branch that changes go to, by its short name, is not there any more. */
  | { readonly kind: 'branch-gone'; readonly branch: string }
  /** Another tab saved the draft after what this person saw: what was previewed is what is sent. */
  | { readonly kind: 'conflict'; readonly revision: number }
  | Exclude<Preparation, { kind: 'prepared' }>
  | Exclude<EmergencyPreparation, { kind: 'ready' }>
  | BranchTaken
  | PullClosed
  /** Another tab submits the same draft at this moment. */
  | { readonly kind: 'under-way' }
  /** The forge lets this person not write. */
  | { readonly kind: 'forbidden'; readonly message: string }
  /** The forge does not take it, in its own words; `byRule` where a rule of the repository is why. */
  | { readonly kind: 'refused'; readonly message: string; readonly byRule: boolean }
  | ForgeFailure

/**
 * Turns a draft into a pull request with the person's own token. Safe to repeat after any failure: a retry finds the branch and the pull
 * request of the try before. `onStep` hears what is done next.
 */
export async function proposeChange({
  ctx,
  source,
  client,
  links,
  id,
  input,
  onStep = () => {},
}: {
  readonly ctx: Context<PersonActor>
  readonly source: ChangeSource
  /** Acts as the person. */
  readonly client: GitHubClient
  /** Address of Lockstep, for the link back. */
  readonly links: { readonly change: (branch: string) => string }
  readonly id: string
  readonly input: z.infer<typeof proposeChangeSchema>
  readonly onStep?: (step: SubmitStep) => void
}): Promise<ProposeResult> {
  const draft = await findOwnDraft(ctx, id)
  if (draft === null) return { kind: 'not-found' }
  if (draft.changeNumber !== null) return { kind: 'opened', number: draft.changeNumber }
  if (draft.revision !== input.revision) return { kind: 'conflict', revision: draft.revision }
  onStep('check')
  const fetched = await source.mirror.fetch().catch(() => null)
  if (fetched === null) return { kind: 'unreachable' }
  const head = await source.mirror.objects.resolve(source.repository.ref)
  const base = branchName(source.repository.ref)
  if (head === null) return { kind: 'branch-gone', branch: base }
  try {
    const merged = input.newBranch ? null : await findMergedTry(client, source, draft)
    if (merged?.files != null)
      return await finishMerged({ ctx, source, client, draft, input, onStep }, head, { ...merged, base })
    // What was merged takes no more: what the draft says beside it is a pull request of its own.
    const wanted = merged === null ? input : { ...input, newBranch: true }
    return await propose({ ctx, source, client, links, draft, input: wanted, onStep }, head)
  } catch (error) {
    return refusalOf(error, ctx.now)
  }
}

type Proposal = Pick<Parameters<typeof proposeChange>[0], 'ctx' | 'source' | 'client' | 'input'> & {
  readonly draft: StoredDraft
  readonly onStep: (step: SubmitStep) => void
}

/** The pull request of a try before was merged with all of the draft: nothing is left to propose, and what it still lacks is made. */
async function finishMerged(
  { ctx, source, client, draft, input, onStep }: Proposal,
  tip: string,
  merged: {
    readonly number: number
    readonly head: string
    readonly isEmergency: boolean
    readonly files: readonly PreparedFile[] | null
    readonly base: string
  },
): Promise<ProposeResult> {
  const { number, head, base, isEmergency } = merged
  // What was merged as an emergency was one, whatever its person wants by now.
  const reason = input.emergency?.reason ?? (isEmergency ? (draft.urgent?.reason ?? null) : null)
  const urgent = await prepareEmergency({
    source,
    head: tip,
    files: merged.files ?? [],
    reason,
    drafter: ctx.actor.login,
    ...(await termsOf(ctx, base)),
    now: ctx.now,
  })
  const emergency = urgent.kind === 'ready' ? urgent.emergency : null
  const { owner, name: repo } = source.repository
  const { title, labels } = input
  const target = { owner, repo, title, labels, emergency }
  const written = await writeRest(client, target, { number, head, isMerged: true }, onStep)
  await keepNumber(ctx, draft, { ...written, base }, emergency)
  return { kind: 'opened', number }
}

async function termsOf(ctx: Context, base: string) {
  return { rules: await readRequired(ctx, base), protection: await readProtection(ctx, base) }
}

async function propose(
  {
    ctx,
    source,
    client,
    links,
    draft,
    input,
    onStep,
  }: Proposal & Pick<Parameters<typeof proposeChange>[0], 'links'>,
  head: string,
): Promise<ProposeResult> {
  const { configuration } = await readConfiguration(source.mirror.objects, head)
  const prepared = await prepareFiles(source.mirror, head, draft.files, configuration.root)
  if (prepared.kind !== 'prepared') return prepared
  const { owner, name, ref } = source.repository
  const base = branchName(ref)
  const terms = await termsOf(ctx, base)
  const urgent = await prepareEmergency({
    source,
    head,
    files: prepared.files,
    reason: input.emergency?.reason ?? null,
    drafter: ctx.actor.login,
    ...terms,
    now: ctx.now,
  })
  if (urgent.kind !== 'ready') return urgent
  const { emergency } = urgent
  const branch = await keepBranch(ctx, draft, input)
  const owners = await readCodeowners(source.mirror.objects, head)
  const paths = pathsThatNeedOwners(prepared.files)
  const agreement = predictAgreement(owners?.codeowners ?? null, terms, paths, ctx.actor.login)
  const body = describeChange({
    description: input.description,
    files: prepared.files,
    tests: await testChangedPolicies(source.mirror.objects, head, prepared.files),
    agreement,
    moves: await textMoves(owners?.codeowners ?? null, prepared.files, configuration.root),
    emergency,
    link: links.change(branch),
  })
  const { title, description, labels } = input
  // A draft pull request asks nobody: an emergency is never one.
  const asDraft = input.asDraft && emergency === null
  const target = { owner, repo: name, base, head, branch, title, description, body, asDraft, labels }
  if (emergency !== null) await rememberUrgency(ctx, draft.id, emergency)
  const remember = (commit: OwnCommit) => rememberCommit(ctx, draft.id, commit)
  const work = { emergency, files: prepared.files, own: draft.commits, remember }
  const written = await writeChange(client, { ...target, ...work }, onStep)
  if (written.kind !== 'written') return written
  if (emergency === null && draft.urgent !== null) {
    const { reviewers } = draft.urgent
    await takeBackEmergency(client, { owner, repo: name, pull: written.number, reviewers, agreement })
  }
  await keepNumber(ctx, draft, { ...written, base }, emergency)
  return { kind: 'opened', number: written.number }
}

/** Kept before anything is written, so that a later try the normal way knows what there is to take back. */
async function rememberUrgency(
  ctx: Context<PersonActor>,
  id: string,
  { reason, reviewers }: EmergencyToWrite,
): Promise<void> {
  await ctx.db.pool.query(
    `UPDATE draft SET options = options || jsonb_build_object('urgent', $2::jsonb) WHERE id = $1`,
    [id, JSON.stringify({ reason, reviewers })],
  )
}

async function rememberCommit(ctx: Context<PersonActor>, id: string, commit: OwnCommit): Promise<void> {
  await ctx.db.pool.query(
    `UPDATE draft SET options = jsonb_set(options, '{commits}', coalesce(options->'commits', '[]') || $2::jsonb) WHERE id = $1`,
    [id, JSON.stringify([commit])],
  )
}

async function keepNumber(
  ctx: Context<PersonActor>,
  draft: StoredDraft,
  { number, head, base, notAsked, followUp }: WrittenChange & { readonly base: string },
  emergency: EmergencyToWrite | null,
): Promise<void> {
  await ctx.db.transaction(async (client) => {
    await client.query(
      `UPDATE draft SET change_number = $2, submitted_at = $3, options = options || jsonb_build_object('submitted', $4::text, 'base', $5::text)
       WHERE id = $1`,
      [draft.id, number, ctx.now, head, base],
    )
    const paths = draft.files.map(({ path, basePath }) => path ?? basePath ?? '')
    const detail: Record<string, string | number | readonly string[]> = { paths, ...auditOf(emergency) }
    if (followUp !== null) detail.followUp = followUp.number
    if (notAsked.length > 0) detail.notAsked = notAsked
    await recordAudit(ctx, { action: 'change.proposed', subject: `#${number}`, detail }, client)
  })
}

function auditOf(emergency: EmergencyToWrite | null): Record<string, string | readonly string[]> {
  return emergency === null ? {} : { emergency: emergency.reason, reviewers: emergency.reviewers }
}

function refusalOf(error: unknown, now: Date): ProposeResult {
  const message = ownWordsOf(error)
  const status = statusOf(error)
  // GitHub hides what a person may not write behind 404, and says 403 where it does not hide it.
  if (status === 404) return { kind: 'forbidden', message }
  const failure = forgeFailureOf(error, now)
  if (failure?.kind === 'unauthorised' && status === 403) return { kind: 'forbidden', message }
  if (failure !== null) return failure
  // Each step looks first whether it is done already: what was done since that look, another tab did.
  if (status === 422 && /already exists/i.test(message)) return { kind: 'under-way' }
  // 410: the repository has its issues turned off, and a follow-up is one.
  if (status === 409 || status === 410 || status === 422) return refusedBy(message)
  throw error
}

/**
 * Rulesets and push protection begin so, and name what they keep out below; branch protection has sentences of its own.
 * Source: https://docs.github.com/repositories/configuring-branches-and-merges-in-your-repository/managing-rulesets/troubleshooting-rules
 */
const BY_RULESET = /^Repository rule violations found\s*/
const BY_PROTECTION =
  /protected|must be made through a pull request|approving review|status check|not authorized to push/i

function refusedBy(message: string): Extract<ProposeResult, { kind: 'refused' }> {
  const byRule = BY_RULESET.test(message) || BY_PROTECTION.test(message)
  return { kind: 'refused', message: message.replace(BY_RULESET, ''), byRule }
}
