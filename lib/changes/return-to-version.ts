import type { Context, PersonActor } from '@/lib/context'
import { isPolicyPath } from '@/lib/repository/policy-path'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { createDraft, type CreateDraftResult } from './create-draft'
import { baseText, requireTip, type ChangeSource } from './draft-parts'

export type ReturnResult =
  | CreateDraftResult
  /** The commit is not known, or has no such policy. */
  | { readonly kind: 'not-found' }
  /** The tracked branch has this content already. */
  | { readonly kind: 'nothing-to-return' }

/**
 * Starts a draft that gives a policy the content that it had at a commit, whatever came since; where the file is gone, it comes back. Owners,
 * review and pull request are as for any change.
 */
export async function returnToVersion({
  ctx,
  source,
  input: { commit, path },
}: {
  readonly ctx: Context<PersonActor>
  readonly source: ChangeSource
  /** `commit`: 40 hex. `path`: full repository path. */
  readonly input: { readonly commit: string; readonly path: string }
}): Promise<ReturnResult> {
  const { objects } = source.mirror
  const tip = await requireTip(source)
  if ((await objects.readCommit(commit)) === null) return { kind: 'not-found' }
  const { configuration } = await readConfiguration(objects, tip)
  const [then, now] = await Promise.all([objects.entryAt(commit, path), objects.entryAt(tip, path)])
  const isFile = then?.type === 'file' || then?.type === 'executable'
  if (then === null || !isFile || !isPolicyPath(path, configuration.root)) return { kind: 'not-found' }
  if (now?.sha === then.sha) return { kind: 'nothing-to-return' }
  const text = await baseText(source.mirror, then.sha)
  if (text === null) return { kind: 'no-file', path }
  const [name, short] = [path.slice(path.lastIndexOf('/') + 1), commit.slice(0, 7)]
  return createDraft({
    ctx,
    source,
    input: {
      title: `Return ${name} to ${short}`.slice(0, 256),
      description: `This gives ${path} the content that it had at ${short}.`,
      files: [now === null ? { path, text } : { basePath: path, edits: [], text }],
    },
  })
}
