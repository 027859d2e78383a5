import { editsSchema } from '@/lib/policy/edit/edits-schema'
import { isWellFormed } from '@/lib/policy/well-formed'
import * as z from 'zod'

/** More than any policy that a person edits by hand. */
export const DRAFT_TEXT_MAX = 1024 * 1024

/** Characters of all texts and edits of one draft together. */
export const DRAFT_MAX = 4 * 1024 * 1024

/** What a draft takes to keep, in characters. */
export function draftSize(
  files: readonly { readonly text?: string | null; readonly edits?: readonly unknown[] }[],
): number {
  return files.reduce(
    (sum, { text, edits }) => sum + (text?.length ?? 0) + JSON.stringify(edits ?? []).length,
    0,
  )
}

const path = z
  .string()
  .min(1)
  .max(1024)
  .refine(isWellFormed, 'must not hold half of a character')
  .refine(
    isTreePath,
    'must be a path inside the repository, without . and .. and without a slash at its ends',
  )

/** Text that PostgreSQL can keep and git can hold. */
export function keepableText(max: number) {
  return z
    .string()
    .max(max)
    .refine(
      (text) => !text.includes('\0') && isWellFormed(text),
      'must not hold U+0000 or half of a character',
    )
}

/** Which paths a git tree can hold; git itself refuses `.git` in any case. */
function isTreePath(text: string): boolean {
  return (
    !text.includes('\0') &&
    text.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && !/^\.git$/i.test(part))
  )
}

/** Which save of a draft is meant: as large as the database counts. */
export const revisionSchema = z.int().min(0).max(2_147_483_647)

const blob = z.string().regex(/^[0-9a-f]{40}$/)

/**
 * One file of a draft as it is sent and stored. `basePath` and `baseBlob` name what it started from, both null for a new file; `path` is
 * where it goes, null to delete it. Its text is `text` when the text editor wrote one, else that of the base, with `edits` applied.
 */
export const draftFileSchema = z
  .strictObject({
    basePath: path.nullable(),
    baseBlob: blob.nullable(),
    path: path.nullable(),
    edits: editsSchema.default([]),
    text: keepableText(DRAFT_TEXT_MAX).nullable().default(null),
  })
  .refine(
    (file) => (file.basePath === null) === (file.baseBlob === null),
    'basePath and baseBlob belong together',
  )
  .refine((file) => file.basePath !== null || file.path !== null, 'a file needs a path')

export type DraftFile = Readonly<z.infer<typeof draftFileSchema>>

/** The files of a draft: it has each file of the branch once, as it is stored. */
export function draftFiles<Schema extends z.ZodType<object>>(file: Schema) {
  return z
    .array(file)
    .max(100)
    .refine((files) => {
      const bases = files.flatMap((one) => ('basePath' in one ? (one.basePath ?? []) : []))
      return new Set(bases).size === bases.length
    }, 'a draft has each file of the branch once')
}
