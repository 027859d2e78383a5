import * as z from 'zod'
import type { Context } from '@/lib/context'
import { notify } from '@/lib/events/notify'

const branchProtection = z.object({
  /** Approvals that every change needs; 0: none. */
  approvals: z.number(),
  /** Somebody else than who pushed last must approve. */
  lastPush: z.boolean(),
  /** Whether an owner of each file must approve, as CODEOWNERS says; null where that is not known. Owners are asked all the same. */
  codeOwners: z.boolean().nullable().default(null),
  /** Names of the checks that must pass. */
  checks: z.array(z.string()),
  /** False where the app may not read all of it: there may be more than is said here. */
  isWhole: z.boolean(),
})

/** What a branch requires of every change, from its protection and its rulesets together. The forge decides. */
export type BranchProtection = z.infer<typeof branchProtection>

/** What was last seen of a branch (without refs/heads/); null when nobody looked yet. */
export async function readProtection(ctx: Context, branch: string): Promise<BranchProtection | null> {
  const { rows } = await ctx.db.pool.query<{ rules: unknown }>(
    'SELECT rules FROM branch_protection WHERE repository_id = $1 AND branch = $2 ORDER BY id DESC LIMIT 1',
    [ctx.repositoryId, branch],
  )
  return branchProtection.safeParse(rows[0]?.rules).data ?? null
}

/** Notes what is required now when it is something else than before, and tells pages, which show it of every change. */
export async function keepProtection(ctx: Context, branch: string, rules: BranchProtection): Promise<void> {
  const { rowCount } = await ctx.db.pool.query(
    `INSERT INTO branch_protection (repository_id, branch, rules, seen_at) SELECT $1, $2, $3::jsonb, $4
     WHERE $3::jsonb IS DISTINCT FROM
       (SELECT rules FROM branch_protection WHERE repository_id = $1 AND branch = $2 ORDER BY id DESC LIMIT 1)`,
    [ctx.repositoryId, branch, JSON.stringify(rules), ctx.now],
  )
  if (rowCount !== 0) await notify(ctx, 'changes')
}
