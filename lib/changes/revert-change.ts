import type * as z from 'zod'
import type { Context, PersonActor } from '@/lib/context'
import type { FileDiff } from '@/lib/git/diff'
import type { Mirror } from '@/lib/git/mirror'
import { printable } from '@/lib/policy/describe/sentence'
import { fileKind } from '@/lib/repository/policy-path'
import { readConfiguration } from '@/lib/repository/read-configuration'
import { commitBefore } from './commit-before'
import { baseText, requireTip, type ChangeSource } from './draft-parts'
import { createDraft, type createDraftSchema, type CreateDraftResult } from './create-draft'

export type RevertResult =
  | CreateDraftResult
  /** There is no such commit on the tracked ref, or it is the first one. */
  | { readonly kind: 'not-found' }
  /** It changed nothing that a draft holds, or the branch has what was before it already: there is nothing to restore. */
  | { readonly kind: 'nothing' }

type NewFile = z.infer<typeof createDraftSchema>['files'][number]

/**
 * Starts a draft that restores what the policies of a commit, or of the rebased pull request that it ends, had before. Owners, review and
 * pull request are as for any change. Where later changes touched the same file, the draft starts from what the commit made of it: the
 * person brings the three together. Other files than policies, tests and settings are left as they are, and named in the description.
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
  await requireTip(source)
  const history = await mirror.history(repository.ref)
  const parent = history === null ? null : await commitBefore(ctx, history, commit)
  if (history === null || parent === null) return { kind: 'not-found' }
  const { configuration } = await readConfiguration(mirror.objects, history.tip)
  const { root } = configuration
  const diffs = await mirror.diff(parent, commit, { maxFiles: 0 })
  const ours = diffs.filter((diff) => isRestored(diff, root))
  const bases = new Map<string, string>()
  const files: NewFile[] = []
  for (const diff of ours) {
    const restored = await restore(mirror, history.tip, diff)
    if (restored === 'no-text') return { kind: 'no-file', path: diff.path }
    if (restored === null) continue
    files.push(restored.file)
    if (restored.base !== null) bases.set(diff.path, restored.base)
  }
  if (files.length === 0) return { kind: 'nothing' }
  const others = diffs.filter((diff) => !ours.includes(diff)).map(({ path }) => path)
  const description = describe(commit, others)
  return createDraft({ ctx, source, bases, input: { title, description, files } })
}

/** Whether a draft may do what brings a file back: it removes no settings. */
function isRestored({ path, before }: FileDiff, root: string): boolean {
  const kind = fileKind(path, root)
  return kind === 'settings' ? before !== null : kind !== 'other'
}

interface Restored {
  readonly file: NewFile
  /** The blob that the draft starts from, which later changes may have moved on; null for what the branch has now. */
  readonly base: string | null
}

/** What brings one file back; null when nothing has to be done. */
async function restore(
  mirror: Mirror,
  tip: string,
  { path, before, after }: FileDiff,
): Promise<Restored | 'no-text' | null> {
  const now = await mirror.objects.entryAt(tip, path)
  if ((now?.sha ?? null) === (before?.sha ?? null)) return null
  const text = await baseText(mirror, before?.sha ?? null)
  if (text === null) return 'no-text'
  // Somebody removed it since: it comes back as a new file.
  if (now === null) return { file: { path, text }, base: null }
  const file = {
    basePath: path,
    path: before === null ? null : path,
    edits: [],
    text: before === null ? null : text,
  }
  // Somebody made it anew since: what it says now is what the diff shows.
  return { file, base: after?.sha ?? null }
}

const MOST_NAMED = 20

function describe(commit: string, others: readonly string[]): string {
  const restores = `This restores what ${commit.slice(0, 7)} changed.`
  if (others.length === 0) return restores
  const names = others.slice(0, MOST_NAMED).map((path) => printable(path))
  const rest = others.length - names.length
  return `${restores} Not restored, since Lockstep changes policies, their tests and settings only, and removes no settings: ${names.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}.`
}
