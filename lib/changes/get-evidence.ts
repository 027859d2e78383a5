import type { Context } from '@/lib/context'
import { branchName } from '@/lib/git/branch-name'
import type { RefHistory } from '@/lib/git/mirror'
import { isAddress } from '@/lib/repository/codeowners'
import { readCodeowners } from '@/lib/repository/read-codeowners'
import type {
  ChangeEvidence,
  EvidenceApproval,
  EvidenceEmergency,
  EvidenceFile,
  EvidenceMeaning,
} from './change-evidence'
import type { Moment } from './changes-as-of'
import type { FileMeaning } from './compare-files'
import type { ChangeSource } from './draft-parts'
import { findEmergency } from './emergency/find-emergency'
import { EMERGENCY_LABEL } from './emergency/follow-up'
import { evidenceAsOf } from './evidence-as-of'
import { getChange, type ChangeDetail } from './get-change'
import { judgeAgreement } from './judge-agreement'
import { notedAsOf, type NotedChange } from './noted/noted-change'
import type { Approval } from './review-state'

/**
 * What is known of a change apart from who ran it, which the fleet knows. Null when there is no such change. Works for pull requests
 * whoever opened them.
 */
export async function getEvidence({
  ctx,
  source,
  history,
  root,
  number,
  asOf,
}: {
  readonly ctx: Context
  readonly source: ChangeSource
  readonly history: RefHistory
  readonly root: string
  readonly number: number
  /** Leaves out what was known only later; null when it was not opened yet. */
  readonly asOf?: Moment | undefined
}): Promise<Omit<ChangeEvidence, 'runs' | 'notProved'> | null> {
  const noted = asOf === undefined ? null : ((await notedAsOf(ctx, asOf.at, [number])).get(number) ?? null)
  const then = asOf === undefined ? {} : await commitsThen({ ctx, source, history, number, asOf, noted })
  const change = await getChange({ ctx, source, root, number, ...then })
  if (change === null || (asOf !== undefined && change.openedAt > asOf.at)) return null
  const { fromSha, ownersSha, mergeSha, review, owners, title, state, draftedBy, openedAt, labels } = change
  const codeowners = ownersSha === null ? null : await readCodeowners(source.mirror.objects, ownersSha)
  const upTo = asOf?.position ?? history.index.length - 1
  const agreement = judgeAgreement(change)
  const evidence = {
    repository: `${source.repository.owner}/${source.repository.name}`,
    number,
    title,
    state,
    draftedBy,
    drafted: change.drafted,
    openedAt,
    labels,
    emergency: await emergencyOf(ctx, change),
    headSha: change.headSha,
    fromSha,
    ownersSha,
    mergeSha,
    mergedBy: change.mergedBy,
    mergedAt: change.mergedAt,
    closedAt: change.closedAt,
    approvals: approvalsOf(change),
    approvalsTakenAt: change.approval?.takenAt ?? null,
    isAsked: change.refreshedAt.getTime() > 0,
    owners,
    codeownersPath: codeowners?.path ?? null,
    required: agreement.required,
    ownerMoves: agreement.moves,
    notRequired: agreement.notRequired,
    files: change.files.map((file) => fileOf(file, mergeSha, history, upTo)),
    meanings: change.meanings.map(meaningOf),
    checks: review.checks,
    others: change.others,
    asOf: null,
    noted: null,
  }
  return asOf === undefined ? evidence : evidenceAsOf(evidence, asOf.at, noted)
}

async function emergencyOf(
  ctx: Context,
  { number, labels, review: { followUp } }: ChangeDetail,
): Promise<EvidenceEmergency | null> {
  if (!labels.includes(EMERGENCY_LABEL)) return null
  const told = await findEmergency({ ctx, number })
  const owed = followUp && {
    number: followUp.number,
    dueAt: followUp.dueAt,
    done: followUp.done,
    points: followUp.points,
  }
  return { reason: told?.reason ?? null, notAsked: told?.notAsked ?? [], followUp: owed }
}

/**
 * Of what was not merged by an instant: the head that Lockstep had seen last, undefined for the last one of all, and the commit that the
 * tracked branch was at, null when it is not known or the pull request goes to another one.
 */
async function commitsThen({
  ctx: { db, repositoryId },
  source: { repository },
  history: { index },
  number,
  asOf: { at, position },
  noted,
}: {
  readonly ctx: Context
  readonly source: ChangeSource
  readonly history: RefHistory
  readonly number: number
  readonly asOf: Moment
  readonly noted: NotedChange | null
}): Promise<{ readonly headSha?: string | undefined; readonly ownersSha?: string | null }> {
  const where = { repositoryId_number: { repositoryId, number } }
  const select = { mergedAt: true, baseRef: true }
  const row = await db.prisma.changeRequest.findUnique({ where, select })
  if (row === null || (row.mergedAt !== null && row.mergedAt <= at)) return {}
  const isTracked = row.baseRef === branchName(repository.ref)
  const ownersSha = isTracked && position !== null ? (index.commitAt(position) ?? null) : null
  return { headSha: noted?.headSha, ownersSha }
}

/** Recorded at the merge; before it, what GitHub last said. */
function approvalsOf({ approval, approvedAs, owners, review, state }: ChangeDetail): EvidenceApproval[] {
  if (approval === null && state === 'merged') return []
  const standing = review.reviews.filter((one) => one.state === 'approved')
  const approvals: Approval['approvals'] = approval?.approvals ?? standing
  const hasAddress = owners.some((file) => file.owners.some(isAddress))
  const as = (login: string) => {
    const known = approvedAs?.filter((one) => one.login === login) ?? []
    // Whoever counts as nobody else may be the account of an address.
    if (approvedAs === null || (known.length === 0 && hasAddress)) return null
    return known.map(({ path, owner, line }) => ({ path, owner, line }))
  }
  return approvals.map(({ login, at, commit, sameSecond = false }) => {
    return { login, at, commit, as: as(login), sameSecond }
  })
}

function fileOf(
  { path, status, before, after, content }: ChangeDetail['files'][number],
  mergeSha: string | null,
  { index }: RefHistory,
  upTo: number,
): EvidenceFile {
  const position = mergeSha === null ? null : index.positionOf(mergeSha)
  const next =
    position === null ? undefined : index.versionsOf(path).find(({ from }) => from > position && from <= upTo)
  return {
    path,
    status,
    before: before?.sha ?? null,
    after: after?.sha ?? null,
    content,
    supersededBy: next === undefined ? null : index.commitAt(next.from),
  }
}

const REASONS = {
  added: 'a new file: it decides nothing until a proxy gets it',
  removed: 'the file is removed: proxies that use it keep their last good one',
  'not-a-policy': 'one of the two sides is no policy that Intercept would run',
  'not-compared': 'the change holds more than is compared at once',
} as const

function meaningOf({ path, meaning }: FileMeaning): EvidenceMeaning {
  if (meaning.kind !== 'compared') return { path, verdict: null, reason: REASONS[meaning.kind], lines: [] }
  const { verdict, differences, undecided, cosmetic } = meaning.comparison
  return {
    path,
    verdict,
    reason: null,
    lines: [
      ...differences.map(({ effect, text, witness }) => ({ effect, text, witness: witness.text })),
      ...undecided.map(({ text }) => ({ effect: 'not decided', text, witness: null })),
      ...cosmetic.map(({ text }) => ({ effect: 'same answer', text, witness: null })),
    ],
  }
}
