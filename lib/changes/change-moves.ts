import type { FileDiff } from '@/lib/git/diff'
import type { ObjectStore } from '@/lib/git/object-store'
import { findMovedRules, type FileSide, type FileSides } from '@/lib/policy/compare/moved-rules'
import { draftText } from '@/lib/policy/edit/draft-text'
import { parsePolicy } from '@/lib/policy/parse-policy'
import type { Codeowners } from '@/lib/repository/codeowners'
import { linesIn } from '@/lib/repository/line-likeness'
import { isPolicyPath } from '@/lib/repository/policy-path'
import { readPolicy } from '@/lib/repository/read-policy'
import { BOUNDS } from './compare-files'
import type { DraftFile } from './draft-file'
import { pairByLines } from './find-renames'
import { findOwnerMoves, type FileMove, type OwnerMove } from './owner-moves'
import type { PreparedFile } from './prepare-files'

/** Which files, tools and rules of a diff go from the owners of one place to those of another, whoever made it. */
export async function diffMoves(
  objects: ObjectStore,
  codeowners: Codeowners | null,
  files: readonly FileDiff[],
  renames: readonly FileMove[],
  root: string,
): Promise<OwnerMove[]> {
  if (codeowners === null || files.length < 2) return []
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
export async function draftMoves(
  codeowners: Codeowners | null,
  files: readonly (DraftFile & { readonly base: string | null })[],
  root: string,
): Promise<OwnerMove[]> {
  const texts = files.map((file): TextChange => {
    const { basePath, path, base } = file
    const text = base === null ? null : draftText(file, base)
    const after = text === null || text.kind === 'refused' || text.kind === 'deleted' ? null : text.text
    return { basePath, path, before: basePath === null ? null : base, text: after }
  })
  return textMoves(codeowners, texts, root)
}

/** A file as a change has it before and after; a text that is null beside its path cannot be read. */
type TextChange = Pick<PreparedFile, 'basePath' | 'path' | 'before' | 'text'>

/** The same of files whose texts are at hand. A file that goes and one that comes with most of its lines are one that moved. */
export async function textMoves(
  codeowners: Codeowners | null,
  changed: readonly TextChange[],
  root: string,
): Promise<OwnerMove[]> {
  if (codeowners === null) return []
  const files = await joinMoved(changed)
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

async function joinMoved(files: readonly TextChange[]): Promise<TextChange[]> {
  const lined = (path: string | null, text: string | null) =>
    path === null || text === null ? [] : [{ path, lines: linesIn(text) }]
  const gone = files.flatMap(({ basePath, path, before }) => (path === null ? lined(basePath, before) : []))
  const come = files.flatMap(({ basePath, path, text }) => (basePath === null ? lined(path, text) : []))
  const from = new Map((await pairByLines(gone, come)).map((pair) => [pair.to, pair.from]))
  const taken = new Set(from.values())
  return files.flatMap((file) => {
    if (file.path === null) return file.basePath !== null && taken.has(file.basePath) ? [] : [file]
    const basePath = file.basePath === null ? from.get(file.path) : undefined
    if (basePath === undefined) return [file]
    const before = files.find((one) => one.basePath === basePath)?.before ?? null
    return [{ ...file, basePath, before }]
  })
}

function sidesOf({ basePath, path, before, text }: TextChange): FileSides[] {
  const [old, next] = [sideOf(basePath, before), sideOf(path, text)]
  return old === 'unknown' || next === 'unknown' ? [] : [{ before: old, after: next }]
}

function sideOf(path: string | null, text: string | null): FileSide | null | 'unknown' {
  if (path === null) return null
  const parsed = text === null ? null : parsePolicy(text)
  return parsed?.ok === true ? { path, policy: parsed.policy } : 'unknown'
}
