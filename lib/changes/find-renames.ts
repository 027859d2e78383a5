import { setImmediate } from 'node:timers/promises'
import type { FileDiff } from '@/lib/git/diff'
import type { ObjectStore } from '@/lib/git/object-store'
import { LEAST_ALIKE, likeness, linesOf } from '@/lib/repository/line-likeness'
import type { FileMove } from './owner-moves'

/** Files on each side that are compared by their lines; beyond, only what moved byte for byte is found. */
const MOST_COMPARED = 20
const MAX_BYTES = 128 * 1024

interface Side {
  readonly path: string
  readonly sha: string
}

/** A file with its lines that are not blank. */
export interface LinedFile {
  readonly path: string
  readonly lines: readonly string[]
}

/**
 * Files that a diff takes away at one path and brings at another: with the same bytes, else with at least half of their lines. git names no
 * renames to us, and GitHub finds them in this way too.
 */
export async function findRenames(objects: ObjectStore, files: readonly FileDiff[]): Promise<FileMove[]> {
  const removed = files.flatMap(({ path, before, after }) => (after === null ? sideOf(path, before) : []))
  const added = files.flatMap(({ path, before, after }) => (before === null ? sideOf(path, after) : []))
  const exact = added.flatMap((to): FileMove[] => {
    const at = removed.findIndex(({ sha }) => sha === to.sha)
    const [from] = at < 0 ? [] : removed.splice(at, 1)
    return from === undefined ? [] : [{ from: from.path, to: to.path }]
  })
  const taken = new Set(exact.map(({ to }) => to))
  const rest = added.filter(({ path }) => !taken.has(path))
  if (isTooMuch(removed, rest)) return exact
  const read = (sides: readonly Side[]) =>
    Promise.all(sides.map(async ({ path, sha }) => ({ path, lines: await linesOf(objects, sha, MAX_BYTES) })))
  const [gone, come] = await Promise.all([read(removed), read(rest)])
  return [...exact, ...(await pairByLines(gone, come))]
}

/** A symbolic link or a submodule has no lines that could move. */
function sideOf(path: string, side: FileDiff['before']): Side[] {
  return side?.mode.startsWith('100') === true ? [{ path, sha: side.sha }] : []
}

function isTooMuch(gone: readonly unknown[], come: readonly unknown[]): boolean {
  return gone.length > MOST_COMPARED || come.length > MOST_COMPARED
}

/** Which of the files that go come again elsewhere, by at least half of their lines; the most alike first. None of too many. */
export async function pairByLines(
  gone: readonly LinedFile[],
  come: readonly LinedFile[],
): Promise<FileMove[]> {
  if (isTooMuch(gone, come)) return []
  const pairs: (FileMove & { readonly alike: number })[] = []
  for (const { path: from, lines } of gone) {
    // The files of one change can be many lines: others are answered between two of them.
    await setImmediate()
    for (const { path: to, lines: others } of come) pairs.push({ from, to, alike: likeness(lines, others) })
  }
  const used = new Set<string>()
  return pairs
    .filter(({ alike }) => alike >= LEAST_ALIKE)
    .toSorted((a, b) => b.alike - a.alike)
    .flatMap(({ from, to }) => {
      if (used.has(`from ${from}`) || used.has(`to ${to}`)) return []
      used.add(`from ${from}`).add(`to ${to}`)
      return [{ from, to }]
    })
}
