import * as z from 'zod'
import type { Context, PersonActor } from '@/lib/context'
import { branchName } from '@/lib/git/branch-name'
import type { GitHubClient } from '@/lib/git/github-client'
import { readCodeowners } from '@/lib/repository/read-codeowners'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { textMoves } from './change-moves'
import { keepableText, revisionSchema } from './draft-file'
import { isEmergencyLabel } from './emergency/follow-up'
import {
  prepareEmergency,
  type EmergencyPreparation,
  type EmergencyToWrite,
} from './emergency/prepare-emergency'
import { forgeRefusalOf, type ForgeRefusal } from './forge-refusal'
import { findMergedTry } from './find-merged-try'
import { holdDraft } from './hold-draft'
import { findOwnDraft, type ChangeSource, type StoredDraft } from './draft-parts'
import { keepBranch } from './keep-branch'
import { keepPull, keepResult } from './keep-submission'
import { predictAgreement } from './predict-agreement'
import { pathsThatNeedOwners } from './predict-owners'
import { prepareFiles, type Preparation, type PreparedFile } from './prepare-files'
import { readProtection } from './rulesets/branch-protection'
import { readRequired } from './rulesets/required-reviewers'
import { describeChange } from './pull-body'
import { testChangedPolicies } from './test-changed-policies'
import {
  writeChange,
  type BranchTaken,
  type OwnCommit,
  type PullClosed,
  type SubmitStep,
} from './write-change'
import { writeRest, type OpenedPull, type PullPart, type Unfinished, type WrittenChange } from './write-rest'

/** What the person says when submitting. */
export const proposeChangeSchema = z
  .strictObject({
    revision: revisionSchema,
    title: keepableText(256).trim().min(1, 'give it a title'),
    description: keepableText(20_000).default(''),
    asDraft: z.boolean().default(false),
    labels: z.array(keepableText(50).trim().min(1)).max(20).default([]),
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
  | { readonly kind: 'conflict' }
  | Exclude<Preparation, { kind: 'prepared' }>
  | Exclude<EmergencyPreparation, { kind: 'ready' }>
  | BranchTaken
  | PullClosed
  /** The pull request is open without what belongs to it, which a retry makes. */
  | {
      readonly kind: 'unfinished'
      readonly number: number
      readonly isMerged: boolean
      readonly lacks: readonly PullPart[]
      readonly why: ForgeRefusal
    }
  | ForgeRefusal

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
  const letGo = await holdDraft(ctx, id, input.revision)
  try {
    const draft = await findOwnDraft(ctx, id)
    if (draft === null) return { kind: 'not-found' }
    if (draft.submittedAt !== null && draft.changeNumber !== null)
      return { kind: 'opened', number: draft.changeNumber }
    if (draft.revision !== input.revision) return { kind: 'conflict' }
    if (letGo === null) return { kind: 'under-way' }
    return await proposeHeld({ ctx, source, client, links, draft, input, onStep })
  } finally {
    await letGo?.()
  }
}

type Proposal = Pick<Parameters<typeof proposeChange>[0], 'ctx' | 'source' | 'client' | 'input'> & {
  readonly draft: StoredDraft
  readonly onStep: (step: SubmitStep) => void
}

type LinkedProposal = Proposal & Pick<Parameters<typeof proposeChange>[0], 'links'>

async function proposeHeld(proposal: LinkedProposal): Promise<ProposeResult> {
  const { ctx, source, client, draft, input, onStep } = proposal
  onStep('check')
  const fetched = await source.mirror.fetch().catch(() => null)
  if (fetched === null) return { kind: 'unreachable' }
  const head = await source.mirror.objects.resolve(source.repository.ref)
  const base = branchName(source.repository.ref)
  if (head === null) return { kind: 'branch-gone', branch: base }
  try {
    const merged = input.newBranch ? null : await findMergedTry(client, source, draft)
    if (merged?.files != null) return await finishMerged(proposal, head, { ...merged, base })
    // What was merged takes no more: what the draft says beside it is a pull request of its own.
    const wanted = merged === null ? input : { ...input, newBranch: true }
    return await propose({ ...proposal, input: wanted }, head)
  } catch (error) {
    return forgeRefusalOf(error, ctx.now)
  }
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
  // What was sent to it is known better than from its last head, which may have commits of others.
  const isKept = draft.changeNumber === number
  const keep = (pull: OpenedPull) => (isKept ? Promise.resolve() : keepPull(ctx, draft.id, base, pull))
  const target = { owner, repo, title, labels, emergency, before: null, keep }
  const written = await writeRest(client, target, { number, head, isMerged: true }, onStep)
  return conclude(ctx, draft, written, emergency)
}

async function termsOf(ctx: Context, base: string) {
  return { rules: await readRequired(ctx, base), protection: await readProtection(ctx, base) }
}

async function propose(
  { ctx, source, client, links, draft, input, onStep }: LinkedProposal,
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
  const before = draft.urgent && { reviewers: draft.urgent.reviewers, agreement }
  const keep = (pull: OpenedPull) => keepPull(ctx, draft.id, base, pull)
  const work = { emergency, before, files: prepared.files, own: draft.commits, remember, keep }
  const written = await writeChange(client, { ...target, ...work }, onStep)
  return written.kind === 'written' || written.kind === 'unfinished'
    ? conclude(ctx, draft, written, emergency)
    : written
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

async function conclude(
  ctx: Context<PersonActor>,
  draft: StoredDraft,
  made: WrittenChange | Unfinished,
  emergency: EmergencyToWrite | null,
): Promise<ProposeResult> {
  // What is still marked as the emergency of a try before is told as that one.
  const isMarked = made.kind === 'unfinished' && made.lacks.includes('the normal way')
  const isEnded = await keepResult(ctx, draft, made, isMarked ? draft.urgent : emergency)
  const { number } = made
  if (made.kind === 'written') return isEnded ? { kind: 'opened', number } : { kind: 'conflict' }
  const { isMerged, lacks, error } = made
  return { kind: 'unfinished', number, isMerged, lacks, why: forgeRefusalOf(error, ctx.now) }
}
