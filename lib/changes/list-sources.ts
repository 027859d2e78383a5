import type { Context, PersonActor } from '@/lib/context'
import { CONFIGURATION_PATH, fileKind } from '@/lib/repository/policy-path'
import { baseText, type ChangeSource } from './draft-parts'

interface SourceInput {
  readonly ctx: Context<PersonActor>
  readonly source: ChangeSource
  /** The folder of the policies. */
  readonly root: string
}

/**
 * What can be added to a draft: full repository paths of the settings, the policies and their tests at the head of the tracked branch, sorted.
 */
export async function listSources({ source, root }: SourceInput): Promise<string[]> {
  const { objects } = source.mirror
  const head = await objects.resolve(source.repository.ref)
  if (head === null) return []
  const settings = await objects.entryAt(head, CONFIGURATION_PATH)
  const paths = (await objects.listTree(head, root))
    .filter(({ type, path }) => type === 'file' && fileKind(path, root) !== 'other')
    .map(({ path }) => path)
  return [...(settings?.type === 'file' ? [CONFIGURATION_PATH] : []), ...paths.sort()]
}

/** A file as a draft begins with it. */
export interface DraftSource {
  readonly path: string
  readonly blob: string
  readonly text: string
}

/** One of them with its text; null when there is none, or none that can be edited. */
export async function readSource({
  source,
  root,
  path,
}: SourceInput & { readonly path: string }): Promise<DraftSource | null> {
  if (fileKind(path, root) === 'other') return null
  const { objects } = source.mirror
  const head = await objects.resolve(source.repository.ref)
  const entry = head === null ? null : await objects.entryAt(head, path)
  if (entry === null || (entry.type !== 'file' && entry.type !== 'executable')) return null
  const text = await baseText(source.mirror, entry.sha)
  return text === null ? null : { path, blob: entry.sha, text }
}
