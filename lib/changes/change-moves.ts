import type { FileDiff } from '@/lib/git/diff'
import type { ObjectStore } from '@/lib/git/object-store'
import { findMovedRules, type FileSide, type FileSides } from '@/lib/policy/compare/moved-rules'
import { draftText } from '@/lib/policy/edit/draft-text'
import { parsePolicy } from '@/lib/policy/parse-policy'
import type { Codeowners } from '@/lib/repository/codeowners'
import { isPolicyPath } from '@/lib/repository/policy-path'
import { readPolicy } from '@/lib/repository/read-policy'
import { BOUNDS } from './compare-files'
import type { DraftFile } from './draft-file'
import { findRenames } from './find-renames'
import { findOwnerMoves, type OwnerMove } from './owner-moves'

/** Which files, tools and rules of a diff go from the owners of one place to those of another, whoever made it. */
export async function diffMoves(
  objects: ObjectStore,
  codeowners: Codeowners | null,
  files: readonly FileDiff[],
  root: string,
): Promise<OwnerMove[]> {
  if (codeowners === null || files.length < 2) return []
  const renames = await findRenames(objects, files)
  const byPath = new Map(files.map((file) => [file.path, file]))
  const renamed = new Set(renames.flatMap(({ from, to }) => [from, to]))
  const sides = [
    ...renames.map(({ from, to }) => ({
      before: { path: from, side: byPath.get(from)?.before ?? null },
      after: { path: to, side: byPath.get(to)?.after ?? null },
    })),
    ...files
      .filter(({ path }) => !renamed.has(path))
      .map(({ path, before, after }) => ({ before: { path, side: before }, after: { path, side: after } })),
  ]
  const policies = sides.filter(
    ({ before, after }) => isPolicyPath(before.path, root) || isPolicyPath(after.path, root),
  )
  const read = await Promise.all(
    policies.slice(0, BOUNDS.files).map(async ({ before, after }) => {
      const [old, next] = await Promise.all([sideIn(objects, before), sideIn(objects, after)])
      return old === 'unknown' || next === 'unknown' ? [] : [{ before: old, after: next }]
    }),
  )
  return findOwnerMoves(codeowners, renames, findMovedRules(read.flat()))
}

/** Of what cannot be read as a policy nobody knows which rules it has. */
async function sideIn(
  objects: ObjectStore,
  { path, side }: { readonly path: string; readonly side: FileDiff['before'] },
): Promise<FileSide | null | 'unknown'> {
  if (side === null) return null
  if (!side.mode.startsWith('100')) return 'unknown'
  const content = await readPolicy(objects, side.sha)
  return 'loaded' in content ? { path, policy: content.loaded.policy } : 'unknown'
}

/** The same of a draft as it is saved. `base`: the text that a file started from; null when it is no text. */
export function draftMoves(
  codeowners: Codeowners | null,
  files: readonly (DraftFile & { readonly base: string | null })[],
  root: string,
): OwnerMove[] {
  if (codeowners === null) return []
  const moved = files.flatMap(({ basePath: from, path: to }) =>
    from === null || to === null || from === to ? [] : [{ from, to }],
  )
  const policies = files.filter(({ basePath, path }) =>
    [basePath, path].some((one) => one !== null && isPolicyPath(one, root)),
  )
  // A rule needs two files to go from one to the other.
  const sides = policies.length < 2 ? [] : policies.slice(0, BOUNDS.files).flatMap(sidesOf)
  return findOwnerMoves(codeowners, moved, findMovedRules(sides))
}

function sidesOf(file: DraftFile & { readonly base: string | null }): FileSides[] {
  if (file.base === null) return []
  const text = draftText(file, file.base)
  if (text.kind === 'refused') return []
  const before = file.basePath === null ? null : sideOf(file.basePath, file.base)
  const after = text.kind === 'deleted' || file.path === null ? null : sideOf(file.path, text.text)
  return before === 'unknown' || after === 'unknown' ? [] : [{ before, after }]
}

function sideOf(path: string, text: string): FileSide | 'unknown' {
  const parsed = parsePolicy(text)
  return parsed.ok ? { path, policy: parsed.policy } : 'unknown'
}
