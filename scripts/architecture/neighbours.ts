import type { Import } from './modules'

/** Two entries of one folder, files or folders, that import each other: neither can be understood, or moved, without the other. */
export interface MutualNeighbours {
  readonly first: string
  readonly second: string
  /** One import of each direction. */
  readonly there: Import
  readonly back: Import
}

/** Finds them at every depth: top-level folders, folders of `lib`, a file and the folder beside it. */
export function mutualNeighbours(imports: readonly Import[]): MutualNeighbours[] {
  const crossings = new Map<string, { first: string; second: string; there: Import }>()
  for (const there of imports) {
    const ends = there.to === undefined ? null : neighboursOf(there.from, there.to)
    if (ends !== null) crossings.set(keyOf(ends), { first: ends[0], second: ends[1], there })
  }
  return [...crossings.values()].flatMap(({ first, second, there }) => {
    const back = crossings.get(keyOf([second, first]))?.there
    return back === undefined || first > second ? [] : [{ first, second, there, back }]
  })
}

/** The entries that hold the two ends of an import, in the closest folder that holds both; null for what is no file of ours. */
function neighboursOf(from: string, to: string): [string, string] | null {
  if (/^(npm|node)\//.test(to)) return null
  const [here, there] = [from.split('/'), to.split('/')]
  const parts = here.findIndex((part, depth) => part !== there[depth]) + 1
  return [here.slice(0, parts).join('/'), there.slice(0, parts).join('/')]
}

function keyOf(ends: readonly [string, string]): string {
  return ends.join(' → ')
}
