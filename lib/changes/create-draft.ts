import * as z from 'zod'
import type { Context, PersonActor } from '@/lib/context'
import { notifyWith } from '@/lib/events/notify'
import { DRAFT_MAX, draftFiles, draftFileSchema, draftSize, type DraftFile, keepableText } from './draft-file'
import { baseText, requireTip, type ChangeSource } from './draft-parts'

/** What a new draft begins with: files of the tracked branch by full repository path, or new ones with a text. */
export const createDraftSchema = z.strictObject({
  title: keepableText(256).default(''),
  description: keepableText(20_000).default(''),
  files: draftFiles(
    z.union([
      z.strictObject({
        basePath: draftFileSchema.shape.basePath.unwrap(),
        /** Where it goes; null to delete it. Stays when absent. */
        path: draftFileSchema.shape.path.optional(),
        edits: draftFileSchema.shape.edits,
        text: draftFileSchema.shape.text,
      }),
      z.strictObject({ path: draftFileSchema.shape.path.unwrap(), text: keepableText(1024 * 1024) }),
    ]),
  ).default([]),
})

export type CreateDraftResult =
  | { readonly kind: 'created'; readonly id: string }
  /** The tracked branch has no such file, or it is no text that can be edited. */
  | { readonly kind: 'no-file'; readonly path: string }
  /** A new file would stand where one is. */
  | { readonly kind: 'exists'; readonly path: string }
  /** All files of a draft together may have so many characters. */
  | { readonly kind: 'too-large'; readonly size: number; readonly most: number }
  /** The person has so many drafts that are not submitted: some have to be submitted or discarded first. */
  | { readonly kind: 'too-many'; readonly most: number }

/** As many as the list of drafts shows. */
export const MOST_DRAFTS = 100

/** Starts a draft at the tip of the tracked branch. Throws `not-ready` while that is gone. */
export async function createDraft({
  ctx,
  source,
  input,
  bases,
}: {
  readonly ctx: Context<PersonActor>
  readonly source: ChangeSource
  readonly input: z.infer<typeof createDraftSchema>
  /** Blobs that files by their path start from, where it is not the one of the tip: the person then compares with it what came after. */
  readonly bases?: ReadonlyMap<string, string>
}): Promise<CreateDraftResult> {
  const size = draftSize(input.files)
  if (size > DRAFT_MAX) return { kind: 'too-large', size, most: DRAFT_MAX }
  if ((await countDrafts(ctx)) >= MOST_DRAFTS) return { kind: 'too-many', most: MOST_DRAFTS }
  const { objects } = source.mirror
  const tip = await requireTip(source)
  const files: DraftFile[] = []
  for (const file of input.files) {
    const entry = await objects.entryAt(tip, pathOf(file))
    if (!('basePath' in file)) {
      if (entry !== null) return { kind: 'exists', path: file.path }
      files.push(draftFileSchema.parse({ basePath: null, baseBlob: null, ...file }))
      continue
    }
    const isFile = entry?.type === 'file' || entry?.type === 'executable'
    if (entry === null || !isFile || (await baseText(source.mirror, entry.sha)) === null)
      return { kind: 'no-file', path: file.basePath }
    const baseBlob = bases?.get(file.basePath) ?? entry.sha
    files.push(draftFileSchema.parse({ path: file.basePath, ...file, baseBlob }))
  }
  const { prisma } = ctx.db
  const data = {
    repositoryId: ctx.repositoryId,
    personId: ctx.actor.personId,
    title: input.title,
    description: input.description,
    baseCommit: tip,
    files: { create: files.map(storable) },
  }
  const [draft] = await prisma.$transaction([
    prisma.draft.create({ data }),
    notifyWith(prisma, ctx, 'drafts', [ctx.actor.personId]),
  ])
  return { kind: 'created', id: draft.id }
}

function countDrafts({ db, repositoryId, actor }: Context<PersonActor>): Promise<number> {
  const { personId } = actor
  return db.prisma.draft.count({ where: { repositoryId, personId, discardedAt: null, submittedAt: null } })
}

type FileInput = z.infer<typeof createDraftSchema>['files'][number]

function pathOf(file: FileInput): string {
  return 'basePath' in file ? file.basePath : file.path
}

/** Edits are plain JSON with readonly lists, which Prisma's input type does not take. */
export function storable<File extends { readonly edits: readonly unknown[] }>(file: File) {
  return { ...file, edits: JSON.parse(JSON.stringify(file.edits)) as object[] }
}
