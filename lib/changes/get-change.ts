import type { Context } from '@/lib/context'
import type { FileDiff } from '@/lib/git/diff'
import { readCodeowners } from '@/lib/repository/read-codeowners'
import { diffMoves } from './change-moves'
import { findRenames } from './find-renames'
import type { FileMove } from './owner-moves'
import { compareFiles, type FileMeaning } from './compare-files'
import { compareSettings, type SettingsMeaning } from './compare-settings'
import { isDescribed, type ChangeSource } from './draft-parts'
import { findOthers, type OthersWork } from './find-others'
import { ownersBase } from './owners-base'
import type { OwnerMove } from './owner-moves'
import { pullFiles } from './pull-files'
import { predictOwners, type OwnerPrediction } from './predict-owners'
import { readProtection } from './rulesets/branch-protection'
import { sayNotRequired } from './rulesets/say-not-required'
import { readApproval, readReview, type Approval, type ApprovedAs, type ReviewState } from './review-state'

/** One pull request with what it does. */
export interface ChangeDetail {
  readonly number: number
  readonly title: string
  readonly state: 'open' | 'closed' | 'merged'
  readonly draft: boolean
  readonly draftedBy: string
  readonly headRef: string
  readonly headSha: string
  /** What the diff is against: the merge base of base and head. Null while the mirror does not have it. */
  readonly fromSha: string | null
  /** The commit whose CODEOWNERS counts. Null while the mirror does not have the head, and where it is not known. */
  readonly ownersSha: string | null
  readonly mergeSha: string | null
  readonly mergedBy: string | null
  readonly openedAt: Date
  readonly updatedAt: Date
  readonly closedAt: Date | null
  readonly mergedAt: Date | null
  readonly refreshedAt: Date
  readonly labels: readonly string[]
  readonly review: ReviewState
  readonly approval: Approval | null
  readonly files: readonly FileDiff[]
  /** Files that went away at one path and came at another. */
  readonly renames: readonly FileMove[]
  readonly meanings: readonly FileMeaning[]
  /** What it does to the settings of the repository; null where it leaves them alone. */
  readonly settings: SettingsMeaning | null
  readonly owners: readonly OwnerPrediction[]
  /** What it takes from the owners of one place and gives to those of another. */
  readonly ownerMoves: readonly OwnerMove[]
  /** Of an open one: what holds where owners are asked and not required; null where they are, or that is not known. */
  readonly notRequired: string | null
  /** As which owner each approver counts for each path: at the merge, or now while it is open. Null when that is not known. */
  readonly approvedAs: readonly ApprovedAs[] | null
  /** What others committed to the branch after Lockstep submitted it; null when nobody did. */
  readonly others: OthersWork | null
  /** When it was drafted in Lockstep; null for a pull request that was made elsewhere. */
  readonly drafted: { readonly startedAt: Date; readonly submittedAt: Date | null } | null
  /** False while what Lockstep wrote into its description is of an earlier push. */
  readonly isDescribed: boolean
}

/**
 * A pull request by its number, or null when Lockstep does not know it. `headSha`: as it was with that head, where the mirror has it.
 * `ownersSha`: by the owners of that commit, null for owners that are not known; those that count now where it is left out.
 */
export async function getChange({
  ctx,
  source,
  root,
  number,
  headSha,
  ownersSha: ownersThen,
}: {
  readonly ctx: Context
  readonly source: ChangeSource
  readonly root: string
  readonly number: number
  readonly headSha?: string | undefined
  readonly ownersSha?: string | null | undefined
}): Promise<ChangeDetail | null> {
  const stored = await ctx.db.prisma.changeRequest.findUnique({
    where: { repositoryId_number: { repositoryId: ctx.repositoryId, number } },
  })
  if (stored === null) return null
  const { mirror } = source
  const isThere = headSha !== undefined && (await mirror.objects.resolve(headSha)) !== null
  const row = isThere ? { ...stored, headSha } : stored
  const compared = await pullFiles(mirror, row)
  const fromSha = compared?.from ?? null
  const files = compared === null ? [] : await mirror.diff(compared.from, compared.head)
  const renames = await findRenames(mirror.objects, files)
  const ownersSha =
    fromSha === null ? null : ownersThen === undefined ? await ownersBase(mirror, row) : ownersThen
  const codeowners = ownersSha === null ? null : await readCodeowners(mirror.objects, ownersSha)
  const paths = files.map(({ path }) => path)
  const owners = codeowners === null ? [] : predictOwners(codeowners.codeowners, paths, row.openedBy)
  const [review, approval] = [readReview(row.review), readApproval(row.approval)]
  return {
    number,
    title: row.title,
    state: row.state === 'open' || row.state === 'merged' ? row.state : 'closed',
    draft: row.draft,
    draftedBy: row.openedBy,
    headRef: row.headRef,
    headSha: row.headSha,
    fromSha,
    ownersSha,
    mergeSha: row.mergeSha,
    mergedBy: row.mergedBy,
    openedAt: row.openedAt,
    updatedAt: row.updatedAt,
    closedAt: row.closedAt,
    mergedAt: row.mergedAt,
    refreshedAt: row.refreshedAt,
    labels: row.labels,
    review,
    approval,
    files,
    renames,
    meanings: await compareFiles(mirror.objects, files, root),
    settings: await compareSettings(mirror.objects, files),
    owners,
    ownerMoves: await diffMoves(mirror.objects, codeowners?.codeowners ?? null, files, renames, root),
    notRequired: row.state === 'open' ? sayNotRequired(await readProtection(ctx, row.baseRef)) : null,
    approvedAs: approval === null ? stillOwners(review.as, owners) : approval.as,
    others: await findOthers(ctx, source, row),
    ...(await draftedHere(ctx, row)),
  }
}

/** Whom the base names no more counts for nothing, before the forge is asked again who approved as whom. */
function stillOwners(
  as: readonly ApprovedAs[] | null,
  owners: readonly OwnerPrediction[],
): readonly ApprovedAs[] | null {
  const named = new Map(owners.map((file) => [file.path, file.owners]))
  return as?.filter(({ path, owner }) => named.get(path)?.includes(owner)) ?? null
}

async function draftedHere(
  { db, repositoryId }: Context,
  row: { readonly number: number; readonly headSha: string; readonly baseRef: string },
): Promise<Pick<ChangeDetail, 'drafted' | 'isDescribed'>> {
  const draft = await db.prisma.draft.findFirst({
    where: { repositoryId, changeNumber: row.number },
    select: { createdAt: true, submittedAt: true, options: true },
    orderBy: { submittedAt: 'asc' },
  })
  if (draft === null) return { drafted: null, isDescribed: true }
  const { createdAt: startedAt, submittedAt, options } = draft
  return { drafted: { startedAt, submittedAt }, isDescribed: isDescribed(options, row) }
}
