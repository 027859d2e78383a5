import * as z from 'zod'
import type { Context } from '@/lib/context'
import { notify } from '@/lib/events/notify'
import { matchesFilePattern } from '@/lib/repository/file-pattern'

const requiredReviewer = z.object({
  /** The forge's number of the ruleset. */
  ruleset: z.number(),
  team: z.object({
    id: z.number(),
    /** As `organisation/team`; null when the app may not see it. */
    name: z.string().nullable(),
  }),
  /** Any of them makes a file one of this requirement; none: every file. */
  patterns: z.array(z.string()),
  /** Approvals of members of the team; 0: the team is asked and nothing is required. */
  minimum: z.number(),
})

/** A team whose approvals a ruleset requires beside the owners of a file: both must agree, "and". */
export type RequiredReviewer = z.infer<typeof requiredReviewer>

/** A requirement with those paths of a change that it is about; never none. */
export interface RequiredForPaths extends RequiredReviewer {
  readonly paths: readonly string[]
}

/** What a ruleset requires of a change to these paths: a prediction, the forge decides. */
export function predictRequired(
  rules: readonly RequiredReviewer[],
  paths: readonly string[],
): RequiredForPaths[] {
  return rules.flatMap((rule) => {
    const { patterns, minimum } = rule
    const covered = paths.filter(
      (path) => patterns.length === 0 || patterns.some((pattern) => matchesFilePattern(pattern, path)),
    )
    return minimum > 0 && covered.length > 0 ? [{ ...rule, paths: covered }] : []
  })
}

/** What was last seen to be required on a branch (without refs/heads/); null when that was never seen. */
export async function readRequired(ctx: Context, branch: string): Promise<RequiredReviewer[] | null> {
  const row = await ctx.db.prisma.requiredReviewers.findFirst({
    where: { repositoryId: ctx.repositoryId, branch },
    orderBy: { id: 'desc' },
    select: { rules: true },
  })
  return row === null ? null : (z.array(requiredReviewer).safeParse(row.rules).data ?? null)
}

/** Notes what is required now when it is something else than before, and tells pages, which show it of every change. */
export async function keepRequired(
  ctx: Context,
  branch: string,
  rules: readonly RequiredReviewer[],
): Promise<void> {
  const { rowCount } = await ctx.db.pool.query(
    `INSERT INTO required_reviewers (repository_id, branch, rules, seen_at) SELECT $1, $2, $3::jsonb, $4
     WHERE $3::jsonb IS DISTINCT FROM
       (SELECT rules FROM required_reviewers WHERE repository_id = $1 AND branch = $2 ORDER BY id DESC LIMIT 1)`,
    [ctx.repositoryId, branch, JSON.stringify(rules), ctx.now],
  )
  if (rowCount !== 0) await notify(ctx, 'changes')
}
