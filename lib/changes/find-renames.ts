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

interface Pair {
  readonly from: Side
  readonly to: Side
  readonly alike: number
}

/**
 * Files that a diff takes away at one path and brings at another: with the same bytes, else with at least half of their lines. git names no
 * renames to us, and GitHub finds them in this way too.
 */
export async function findRenames(objects: ObjectStore, files: readonly FileDiff[]): Promise<FileMove[]> {
  const removed = files.flatMap(({ path, before, after }) => (after === null ? sideOf(path, before) : []))
  const added = files.flatMap(({ path, before, after }) => (before === null ? sideOf(path, after) : []))
  const exact = added.flatMap((to): Pair[] => {
    const at = removed.findIndex(({ sha }) => sha === to.sha)
    const [from] = at < 0 ? [] : removed.splice(at, 1)
    return from === undefined ? [] : [{ from, to, alike: 1 }]
  })
  const taken = new Set(exact.map(({ to }) => to))
  const rest = added.filter((to) => !taken.has(to))
  const alike = await pairAlike(objects, removed, rest)
  return [...exact, ...alike].map(({ from, to }) => ({ from: from.path, to: to.path }))
}

/** A symbolic link or a submodule has no lines that could move. */
function sideOf(path: string, side: FileDiff['before']): Side[] {
  return side?.mode.startsWith('100') === true ? [{ path, sha: side.sha }] : []
}

async function pairAlike(
  objects: ObjectStore,
  removed: readonly Side[],
  added: readonly Side[],
): Promise<Pair[]> {
  if (removed.length > MOST_COMPARED || added.length > MOST_COMPARED) return []
  const read = (sides: readonly Side[]) =>
    Promise.all(sides.map(async (side) => ({ side, lines: await linesOf(objects, side.sha, MAX_BYTES) })))
  const [gone, come] = await Promise.all([read(removed), read(added)])
  const pairs: Pair[] = []
  for (const { side: from, lines } of gone) {
    // The files of one change can be many lines: others are answered between two of them.
    await setImmediate()
    for (const { side: to, lines: others } of come) {
      const alike = likeness(lines, others)
      if (alike >= LEAST_ALIKE) pairs.push({ from, to, alike })
    }
  }
  const used = new Set<Side>()
  return pairs
    .toSorted((a, b) => b.alike - a.alike)
    .filter(({ from, to }) => {
      if (used.has(from) || used.has(to)) return false
      used.add(from).add(to)
      return true
    })
}
