import type * as z from 'zod'
import type { Context, PersonActor } from '@/lib/context'
import { baseText, type ChangeSource } from './draft-parts'
import { createDraft, type createDraftSchema, type CreateDraftResult } from './create-draft'

export type RevertResult =
  | CreateDraftResult
  /** There is no such commit on the tracked ref, or it is the first one. */
  | { readonly kind: 'not-found' }
  /** Files that the commit added were changed since, or those that it changed are gone: there are no three sides to compare. */
  | { readonly kind: 'changed-since'; readonly paths: readonly string[] }

/**
 * Starts a draft that restores what the files of a commit had before it. Owners, review and pull request are as for any change. Where later
 * changes touched the same file, the draft starts from what the commit made of it: the person brings the three together field by field.
 */
export async function revertChange({
  ctx,
  source,
  commit,
  title,
}: {
  readonly ctx: Context<PersonActor>
  readonly source: ChangeSource
  /** 40 hex: a merge commit or one that was pushed. */
  readonly commit: string
  readonly title: string
}): Promise<RevertResult> {
  const { mirror, repository } = source
  const history = await mirror.history(repository.ref)
  const position = history?.index.positionOf(commit) ?? null
  const parent = position === null ? null : (history?.index.commitAt(position - 1) ?? null)
  if (history === null || parent === null) return { kind: 'not-found' }
  const diffs = await mirror.diff(parent, commit, { maxFiles: 0 })
  const later: string[] = []
  const bases = new Map<string, string>()
  const files: z.infer<typeof createDraftSchema>['files'] = []
  for (const { path, before, after } of diffs) {
    const now = await mirror.objects.entryAt(history.tip, path)
    const text = await baseText(mirror, before?.sha ?? null)
    const isChanged = (now?.sha ?? null) !== (after?.sha ?? null)
    if (isChanged && (before === null || after === null || now === null)) later.push(path)
    else if (text === null) return { kind: 'no-file', path }
    else if (after === null) files.push({ path, text })
    else {
      bases.set(path, after.sha)
      files.push({
        basePath: path,
        path: before === null ? null : path,
        edits: [],
        text: before === null ? null : text,
      })
    }
  }
  if (later.length > 0) return { kind: 'changed-since', paths: later }
  return createDraft({
    ctx,
    source,
    bases,
    input: { title, description: `This restores what ${commit.slice(0, 7)} changed.`, files },
  })
}
