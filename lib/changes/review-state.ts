import * as z from 'zod'
import type { Effect } from './sum-effect'

const effect = z.object({
  verdict: z.enum(['loosens', 'tightens', 'both', 'same', 'unknown', 'none']),
  loosens: z.number(),
  tightens: z.number(),
  undecided: z.number(),
  uncompared: z.number(),
}) satisfies z.ZodType<Effect>

/** One approval that counts for one path, by the line of CODEOWNERS that owned it. */
const approvedAs = z.object({ login: z.string(), path: z.string(), owner: z.string(), line: z.number() })

export type ApprovedAs = z.infer<typeof approvedAs>

/** A team whose approvals a ruleset requires for these paths, beside their owners. See rulesets/required-reviewers.ts. */
const requiredState = z.object({
  ruleset: z.number(),
  team: z.object({ id: z.number(), name: z.string().nullable() }),
  patterns: z.array(z.string()),
  minimum: z.number(),
  paths: z.array(z.string()),
  /** Logins of those who had approved when it was asked. */
  asked: z.array(z.string()),
  /** Those of them who are members of the team; null when that is not known. */
  by: z.array(z.string()).nullable(),
})

export type RequiredState = z.infer<typeof requiredState>

/** What the forge last said about a pull request, as it is stored in `change_request.review`. Shown, never used to decide anything. */
export const reviewStateSchema = z.object({
  /** Null while the forge computes it. */
  mergeable: z.boolean().nullable().default(null),
  /** GitHub's own word: clean, blocked, dirty, behind, unstable, draft, unknown. */
  mergeState: z.string().default('unknown'),
  requestedPeople: z.array(z.string()).default([]),
  /** As `organisation/team`. */
  requestedTeams: z.array(z.string()).default([]),
  /** The latest verdict of each reviewer; comments are left out. */
  reviews: z
    .array(
      z.object({
        login: z.string(),
        state: z.enum(['approved', 'changes-requested', 'dismissed']),
        at: z.string(),
        commit: z.string().nullable(),
      }),
    )
    .default([]),
  checks: z
    .array(
      z.object({
        name: z.string(),
        state: z.enum(['pending', 'success', 'failure', 'neutral']),
        description: z.string().default(''),
        url: z.string().nullable(),
        required: z.boolean().default(false),
        /** Required, and nothing has reported it yet: the merge waits for it. */
        expected: z.boolean().optional(),
        /** How long it ran; null for a status, which has no beginning, and while it runs. */
        seconds: z.number().nullable().default(null),
      }),
    )
    .default([]),
  /** Paths that differ between the merge base and the head; null when the mirror did not have them yet. */
  paths: z.array(z.string()).nullable().default(null),
  /** What it does to answers, against the merge base; null when that was not computed yet. */
  effect: effect.nullable().default(null),
  /** As which owner with `@` each approver counts for each path now; null when that is not known. */
  as: z.array(approvedAs).nullable().default(null),
  /** Blob of the owners file that says so; null where there is none. */
  ownersBlob: z.string().nullable().default(null),
  /** What rulesets require beside the owners; null when that is not known. */
  required: z.array(requiredState).nullable().default(null),
  /** What is owed after an emergency; null for every other change. */
  followUp: z
    .object({
      number: z.number(),
      url: z.string(),
      dueAt: z.string(),
      done: z.boolean(),
      points: z.object({ ticked: z.number(), all: z.number() }).nullable().default(null),
    })
    .nullable()
    .default(null),
})

export type ReviewState = z.infer<typeof reviewStateSchema>

/** Taken once, when a pull request was seen merged; what happens to its reviews later does not rewrite it. */
export const approvalSchema = z.object({
  headSha: z.string(),
  mergedBy: z.string().nullable(),
  approvals: z.array(
    z.object({
      login: z.string(),
      at: z.string(),
      commit: z.string().nullable(),
      /** Whether it held at the merge hangs on a review of the same second, of which nobody can tell which came first. */
      sameSecond: z.boolean().optional(),
    }),
  ),
  takenAt: z.string(),
  /** As which owner with `@` each of them counts for each path; null when that was not known at the merge. */
  as: z.array(approvedAs).nullable().default(null),
  /** What rulesets required beside the owners; null when that was not known at the merge. */
  required: z.array(requiredState).nullable().default(null),
})

export type Approval = z.infer<typeof approvalSchema>

/** Reads a stored review; what an older version stored and we do not understand counts as nothing known. */
export function readReview(stored: unknown): ReviewState {
  const parsed = reviewStateSchema.safeParse(stored)
  return parsed.success ? parsed.data : reviewStateSchema.parse({})
}

export function readApproval(stored: unknown): Approval | null {
  const parsed = approvalSchema.safeParse(stored)
  return parsed.success ? parsed.data : null
}
