import { linesOf, MAX_FILE_BYTES, PATCH_OPTIONS, type DiffContent } from './diff'
import { requireObjectIds } from './object-id'
import type { ObjectStore } from './object-store'
import { parsePatch, type DiffHunk } from './patch'
import { runGit } from './run-git'

/** More lines than any file of `MAX_FILE_BYTES` has: git then leaves no line out. */
const EVERY_LINE = 1_000_000
/** Both sides, each line with a sign before it. */
const MAX_PATCH_BYTES = 4 * MAX_FILE_BYTES + 4096

/**
 * Compares two contents, wherever they stood: one hunk with every line, the unchanged ones too. Null on a side compares with nothing; equal
 * contents have no hunk. Contents that are not in the mirror are as too large.
 */
export async function diffBlobs(
  gitDir: string,
  objects: ObjectStore,
  before: string | null,
  after: string | null,
): Promise<DiffContent> {
  if (before === after) return linesOf([])
  const sides = [before, after].filter((side) => side !== null)
  requireObjectIds(...sides)
  const sizes = await Promise.all(sides.map((side) => objects.sizeOf(side)))
  if (sizes.some((size) => size === null || size > MAX_FILE_BYTES)) return { kind: 'too-large' }
  if (before === null || after === null) return linesOf(await oneSided(objects, before, after))
  const args = ['diff', ...PATCH_OPTIONS, `--unified=${EVERY_LINE}`, before, after, '--']
  const { stdout } = await runGit({ gitDir, args, maxOutputBytes: MAX_PATCH_BYTES })
  return linesOf(parsePatch(stdout.toString('utf8')).get(`${before}..${after}`) ?? [])
}

/** git cannot compare a blob with nothing. */
async function oneSided(
  objects: ObjectStore,
  before: string | null,
  after: string | null,
): Promise<DiffHunk[]> {
  const read = await objects.readBlob(before ?? after ?? '', MAX_FILE_BYTES)
  const text = read.kind === 'file' ? read.bytes.toString('utf8') : ''
  if (text === '') return []
  const texts = text.replace(/\n$/, '').split('\n')
  const kind = after === null ? 'removed' : 'added'
  const lines = texts.map(
    (line, at) =>
      ({
        kind,
        text: line,
        oldLine: after === null ? at + 1 : null,
        newLine: after === null ? null : at + 1,
        noNewline: at === texts.length - 1 && !text.endsWith('\n'),
      }) as const,
  )
  const [oldCount, newCount] = after === null ? [lines.length, 0] : [0, lines.length]
  return [{ oldStart: Math.min(1, oldCount), oldCount, newStart: Math.min(1, newCount), newCount, lines }]
}
