import type { Context, PersonActor } from '@/lib/context'
import { branchName } from '@/lib/git/branch-name'
import type { Codeowners } from '@/lib/repository/codeowners'
import type { Configuration } from '@/lib/repository/configuration'
import { readCodeowners } from '@/lib/repository/read-codeowners'
import { lastTip } from '@/lib/repository/last-tip'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { findUnreadLines, type UnreadLines } from '@/lib/repository/unread-lines'
import { draftMoves } from './change-moves'
import type { DraftFile } from './draft-file'
import type { DraftWishes } from './draft-wishes'
import { baseText, findOwnDraft, requireTip, type ChangeSource } from './draft-parts'
import { judgePaths, sayOwners, type EmergencyAnswer, type EmergencyTerms } from './emergency/judge-owners'
import { readCheckTimes } from './emergency/read-check-times'
import { findMovers, type Mover } from './find-movers'
import { knownOwnerErrors } from './known-owner-errors'
import { listOpenOnPaths, type OpenOnPaths } from './list-open-on-paths'
import type { OwnerMove } from './owner-moves'
import { pathsThatNeedOwners, predictOwners, type OwnerPrediction } from './predict-owners'
import { takenPaths, type TakenPath } from './prepare-files'
import { readCompanions, type Companion } from './read-companions'
import { readProtection } from './rulesets/branch-protection'
import { sayNotRequired } from './rulesets/say-not-required'
import { predictRequired, readRequired, type RequiredForPaths } from './rulesets/required-reviewers'

/** A file of a draft with what the editor needs to show it: everything else is computed in the browser. */
export interface DraftViewFile extends DraftFile {
  /** The text it started from, '' for a new file; null when it is no text that can be edited. */
  readonly base: string | null
  /** Blob at the head of the tracked branch now; null when the file is gone there. Differs from `baseBlob` when others changed it. */
  readonly headBlob: string | null
  /** What others made of the file at the head; null while it is as it was, gone, or no text that can be edited. */
  readonly headText: string | null
}

export interface DraftView {
  readonly id: string
  readonly title: string
  readonly description: string
  readonly wishes: DraftWishes
  readonly revision: number
  readonly updatedAt: Date
  /** Its pull request, from when that is open: the draft goes on while that lacks something. */
  readonly changeNumber: number | null
  /** That one was merged: what it brought is no change of somebody else. */
  readonly isMerged: boolean
  readonly baseCommit: string
  /** Head of the tracked branch in the mirror; where it was seen last when the forge has it no more. */
  readonly head: string
  readonly files: readonly DraftViewFile[]
  /** What moved those of its files that others changed on the tracked branch since. */
  readonly movers: readonly Mover[]
  /** Paths that the draft would make and that others made on the tracked branch since. */
  readonly taken: readonly TakenPath[]
  readonly owners: readonly OwnerPrediction[]
  /** What it takes from the owners of one place and gives to those of another. */
  readonly ownerMoves: readonly OwnerMove[]
  /** Where owners are read from; null when the repository has no owners file. */
  readonly codeownersPath: string | null
  /** What GitHub does not read of it; null when it reads all. */
  readonly unreadOwners: UnreadLines | null
  /** What rulesets require beside the owners, as it was last seen; null when that was never seen. */
  readonly required: readonly RequiredForPaths[] | null
  /** What holds where owners are asked and not required; null where they are, or that is not known. */
  readonly notRequired: string | null
  readonly overlapping: readonly OpenOnPaths[]
  /** The short way, as this repository has prepared it; null when `.lockstep.yaml` names no reviewers. */
  readonly emergency: {
    readonly reviewers: readonly string[]
    /** Those of them who are asked: GitHub asks nobody to review their own. */
    readonly asked: readonly string[]
    readonly followUpMs: number
    /** Whether the branch wants an approval of somebody else than who pushed last; null while nobody looked. */
    readonly lastPush: boolean | null
    /** The checks that the branch requires, the shortest first, with how long each took lately; null where that is not known. */
    readonly checks: readonly { readonly name: string; readonly seconds: number | null }[]
    /** Who can say yes per file, also in words. */
    readonly paths: readonly {
      readonly path: string
      readonly answer: EmergencyAnswer['kind']
      readonly says: string
    }[]
  } | null
  /** What is wrong in `.lockstep.yaml`, whose settings do not hold then; null when it can be read. */
  readonly settingsFault: string | null
  /** Tests and policies beside the files of the draft, so that the editor can run the tests. */
  readonly companions: readonly Companion[]
}

/** The person's own draft, or null. Owners are predicted from the head of the tracked branch. */
export async function getDraft({
  ctx,
  source,
  id,
}: {
  readonly ctx: Context<PersonActor>
  readonly source: ChangeSource
  readonly id: string
}): Promise<DraftView | null> {
  const draft = await findOwnDraft(ctx, id)
  if (draft === null) return null
  const { mirror, repository } = source
  const head = (await lastTip(ctx, mirror, repository.ref))?.sha ?? (await requireTip(source))
  const files = await Promise.all(
    draft.files.map(async (file) => {
      const path = file.basePath ?? file.path
      const now = path === null ? null : await mirror.objects.entryAt(head, path)
      const headBlob = now?.sha ?? null
      const headText =
        headBlob === null || headBlob === file.baseBlob ? null : await baseText(mirror, headBlob)
      return { ...file, base: await baseText(mirror, file.baseBlob), headBlob, headText }
    }),
  )
  const paths = pathsThatNeedOwners(changedFiles(files))
  const codeowners = await readCodeowners(mirror.objects, head)
  const { configuration, problems } = await readConfiguration(mirror.objects, head)
  const tracked = branchName(repository.ref)
  const [rules, protection] = await Promise.all([readRequired(ctx, tracked), readProtection(ctx, tracked)])
  const { title, description, wishes, revision, updatedAt, changeNumber, baseCommit } = draft
  return {
    id,
    title,
    description,
    wishes,
    revision,
    updatedAt,
    changeNumber,
    isMerged: await isMerged(ctx, changeNumber),
    baseCommit,
    head,
    files,
    movers: await findMovers(ctx, source, files),
    taken: await takenPaths(mirror, head, draft.files),
    owners: codeowners === null ? [] : predictOwners(codeowners.codeowners, paths, ctx.actor.login),
    ownerMoves: await draftMoves(codeowners?.codeowners ?? null, files, configuration.root),
    codeownersPath: codeowners?.path ?? null,
    unreadOwners: codeowners === null ? null : findUnreadLines(knownOwnerErrors(codeowners).errors),
    required: rules === null ? null : predictRequired(rules, paths),
    notRequired: sayNotRequired(protection),
    emergency: await shortWay(ctx, codeowners?.codeowners ?? null, paths, configuration.emergency, {
      drafter: ctx.actor.login,
      rules,
      protection,
    }),
    overlapping: await listOpenOnPaths({ ctx, input: { paths, except: changeNumber } }),
    settingsFault: problems[0] === undefined ? null : `line ${problems[0].line}: ${problems[0].message}`,
    companions: await readCompanions(mirror, head, draft.files, configuration.root),
  }
}

async function isMerged({ db, repositoryId }: Context, number: number | null): Promise<boolean> {
  if (number === null) return false
  const found = await db.prisma.changeRequest.count({ where: { repositoryId, number, state: 'merged' } })
  return found > 0
}

/** Those that the commit will have; all of them while nothing is changed, so that a person sees beforehand whom it would ask. */
function changedFiles(files: readonly DraftViewFile[]): readonly DraftViewFile[] {
  const changed = files.filter(
    ({ basePath, path, edits, text, base }) =>
      basePath !== path || edits.length > 0 || (text !== null && text !== base),
  )
  return changed.length === 0 ? files : changed
}

async function shortWay(
  ctx: Context,
  codeowners: Codeowners | null,
  paths: readonly string[],
  settings: Configuration['emergency'],
  terms: Omit<EmergencyTerms, 'reviewers'>,
): Promise<DraftView['emergency']> {
  if (settings === null) return null
  const { reviewers, followUpMs } = settings
  const judged = judgePaths(codeowners, paths, { reviewers, ...terms })
  const names = terms.protection?.checks ?? []
  const times = await readCheckTimes(ctx, names)
  const checks = names.map((name) => ({ name, seconds: times.get(name) ?? null }))
  return {
    reviewers,
    asked: reviewers.filter((name) => name.toLowerCase() !== `@${terms.drafter?.toLowerCase()}`),
    followUpMs,
    lastPush: terms.protection?.lastPush ?? null,
    checks: checks.sort((a, b) => (a.seconds ?? Infinity) - (b.seconds ?? Infinity)),
    paths: judged.map((one) => ({ path: one.path, answer: one.answer.kind, says: sayOwners(one) })),
  }
}
