import * as z from 'zod'
import type { Context, PersonActor } from '@/lib/context'
import { RequestError } from '@/lib/errors'
import { branchName } from '@/lib/git/branch-name'
import type { Mirror } from '@/lib/git/mirror'
import type { DraftFile } from './draft-file'
import { draftWishesSchema, NO_WISHES, type DraftWishes } from './draft-wishes'

/** Where drafts start from: the mirror and the branch that changes go to. */
export interface ChangeSource {
  readonly mirror: Mirror
  /** The tracked branch: full name, and the repository on the forge. */
  readonly repository: { readonly owner: string; readonly name: string; readonly ref: string }
}

/** A draft as it is stored. */
export interface StoredDraft {
  readonly id: string
  readonly title: string
  readonly description: string
  readonly baseCommit: string
  readonly revision: number
  readonly branch: string | null
  /** When its pull request had all that belongs to it, which ended the draft. */
  readonly submittedAt: Date | null
  /** Its pull request, from when that is open. */
  readonly changeNumber: number | null
  readonly updatedAt: Date
  readonly files: readonly DraftFile[]
  readonly wishes: DraftWishes
  /** What its submissions committed so far. */
  readonly commits: readonly { readonly sha: string; readonly tree: string }[]
  /** What the last submission as an emergency said and asked; null where there was none. */
  readonly urgent: { readonly reason: string; readonly reviewers: readonly string[] } | null
}

/** What is kept of a draft's submissions, beside its columns. */
const optionsSchema = z.object({
  commits: z.array(z.object({ sha: z.string(), tree: z.string() })).default([]),
  /** The commit that held the draft when it became a pull request. */
  submitted: z.string().nullable().default(null),
  /** The head that the description of the pull request was brought up to since; null while it is that of the submission. */
  described: z.string().nullable().default(null),
  /** Short name of the branch that it was described against; null where an earlier version did. */
  base: z.string().nullable().default(null),
  /** Since when a submission holds it; null when none does. */
  submitting: z.string().nullable().default(null),
  urgent: z
    .object({ reason: z.string(), reviewers: z.array(z.string()) })
    .nullable()
    .default(null),
  wishes: draftWishesSchema.catch(NO_WISHES),
})

/** Reads what is stored; what an older version stored counts as nothing. */
export function readSubmissions(stored: unknown): z.infer<typeof optionsSchema> {
  return optionsSchema.safeParse(stored).data ?? optionsSchema.parse({})
}

/** Whether what Lockstep says of a pull request on the forge is of this head and base; also where it never said anything. */
export function isDescribed(
  options: unknown,
  { headSha, baseRef }: { readonly headSha: string; readonly baseRef: string },
): boolean {
  const { submitted, described, base } = readSubmissions(options)
  if (submitted === null) return true
  return headSha === (described ?? submitted) && (base === null || base === baseRef)
}

interface DraftRow extends Omit<StoredDraft, 'files' | 'wishes' | 'commits' | 'urgent'> {
  readonly files: readonly {
    readonly basePath: string | null
    readonly baseBlob: string | null
    readonly path: string | null
    readonly edits: unknown
    readonly text: string | null
  }[]
}

/** The commit that drafts begin from. Throws `not-ready` while the tracked branch is gone and nobody saw which one took its place. */
export async function requireTip({ mirror, repository }: ChangeSource): Promise<string> {
  const tip = await mirror.objects.resolve(repository.ref)
  if (tip !== null) return tip
  const branch = branchName(repository.ref)
  throw new RequestError(
    'not-ready',
    `The branch ${branch} is gone from GitHub: it was renamed or removed. Lockstep follows the default branch by itself; try again in a minute.`,
    10,
  )
}

/** The person's own draft, or null: drafts of others do not exist for them. */
export async function findOwnDraft(ctx: Context<PersonActor>, id: string): Promise<StoredDraft | null> {
  if (!isDraftId(id)) return null
  const row = await ctx.db.prisma.draft.findFirst({
    where: { id, repositoryId: ctx.repositoryId, personId: ctx.actor.personId, discardedAt: null },
    include: { files: { orderBy: { id: 'asc' } } },
  })
  if (row === null) return null
  const { wishes, commits, urgent } = readSubmissions(row.options)
  return { ...row, files: asDraftFiles(row), wishes, commits, urgent }
}

/** Whether a text of an address can be the id of a draft. */
export function isDraftId(id: string): boolean {
  return /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(id)
}

/** What is stored was checked by `draftFileSchema` when it was saved. */
function asDraftFiles({ files }: DraftRow): DraftFile[] {
  return files.map(({ basePath, baseBlob, path, edits, text }) => {
    return { basePath, baseBlob, path, text, edits: edits as DraftFile['edits'] }
  })
}

/** The text of a blob as the policy language sees it; '' when there is none, null when it is no text that can be edited. */
export async function baseText(mirror: Mirror, blob: string | null): Promise<string | null> {
  if (blob === null) return ''
  const read = await mirror.objects.readBlob(blob, 1024 * 1024)
  if (read.kind !== 'file' || read.bytes.includes(0)) return null
  const text = read.bytes.toString('utf8')
  // Bytes that are no UTF-8 would not come back as they were.
  return Buffer.from(text, 'utf8').equals(read.bytes) ? text : null
}
