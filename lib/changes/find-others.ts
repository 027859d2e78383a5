import type { Context } from '@/lib/context'
import { readSubmissions, type ChangeSource } from './draft-parts'

/** What happened to the branch of a pull request after Lockstep submitted it. */
export interface OthersWork {
  /** The commit that held the draft. */
  readonly submitted: string
  /** It is no longer part of the branch: somebody rewrote it. */
  readonly isRewritten: boolean
  /** What was committed without Lockstep, the newest first; at most 20. Names are what the commits say, which proves nothing. */
  readonly commits: readonly OthersCommit[]
}

interface OthersCommit {
  readonly sha: string
  readonly title: string
  readonly by: string
  readonly at: Date
}

const MOST = 20

interface SubmittedPull {
  readonly number: number
  readonly baseSha: string
  readonly headSha: string
}

/** Null when the head is what Lockstep submitted, when it submitted nothing, or while the mirror does not have the commits. */
export async function findOthers(
  ctx: Context,
  { mirror }: ChangeSource,
  { number, baseSha, headSha }: SubmittedPull,
): Promise<OthersWork | null> {
  const draft = await ctx.db.prisma.draft.findFirst({
    where: { repositoryId: ctx.repositoryId, changeNumber: number },
    select: { options: true },
    orderBy: { submittedAt: 'asc' },
  })
  const submitted = draft === null ? null : readSubmissions(draft.options).submitted
  if (submitted === null || submitted === headSha) return null
  const { objects } = mirror
  const [base, head] = await Promise.all([objects.resolve(baseSha), objects.resolve(headSha)])
  if (base === null || head === null) return null
  const isRewritten = !(await mirror.isAncestor(submitted, head))
  const shas = await mirror.commitsBetween(head, isRewritten ? [base] : [base, submitted], MOST)
  const commits: OthersCommit[] = []
  for (const sha of shas) {
    const commit = await objects.readCommit(sha)
    if (commit === null) continue
    const [title = ''] = commit.message.split('\n')
    commits.push({ sha, title, by: commit.author.name, at: commit.author.at })
  }
  return { submitted, isRewritten, commits }
}
