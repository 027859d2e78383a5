import type { Context } from '@/lib/context'
import type { FileDiff } from '@/lib/git/diff'
import { findRevision, type Revision, type RevisionSource } from './find-revision'
import { getPolicy, type PolicyFile } from './get-policy'

type FoundPolicy = Extract<PolicyFile, { kind: 'found' }>

/** A policy at two commits. */
export type PolicyComparison =
  | {
      readonly kind: 'compared'
      readonly path: string
      readonly older: { readonly revision: Revision; readonly file: FoundPolicy }
      readonly newer: { readonly revision: Revision; readonly file: FoundPolicy }
      /** Null when the bytes are the same. */
      readonly diff: FileDiff | null
    }
  | { readonly kind: 'missing' }

/** Reads a policy at two commits and compares the bytes. Each end is a commit, a branch or an instant. */
export async function comparePolicy(
  { ctx, source }: { ctx: Context; source: RevisionSource },
  path: string,
  ends: { readonly older: string; readonly newer: string },
): Promise<PolicyComparison> {
  const [older, newer] = await Promise.all([
    end(ctx, source, path, ends.older),
    end(ctx, source, path, ends.newer),
  ])
  if (older === null || newer === null) return { kind: 'missing' }
  const [diff] = await source.mirror.diff(older.revision.commit, newer.revision.commit, {
    path: newer.file.repositoryPath,
  })
  return { kind: 'compared', path, older, newer, diff: diff ?? null }
}

async function end(ctx: Context, source: RevisionSource, path: string, at: string) {
  const answer = await findRevision({ ctx, source }, at)
  if (answer.kind !== 'found') return null
  const file = await getPolicy({ ctx, mirror: source.mirror, history: source.history }, answer.revision, path)
  return file.kind === 'found' ? { revision: answer.revision, file } : null
}
