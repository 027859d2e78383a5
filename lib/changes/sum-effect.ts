import type { FileMeaning } from './compare-files'

/** What a whole change does to answers: how many differences of each kind, over all its policies. */
export interface Effect {
  /** `none`: no policy differs. `unknown`: something of it was not compared or not decided. */
  readonly verdict: 'loosens' | 'tightens' | 'both' | 'same' | 'unknown' | 'none'
  readonly loosens: number
  readonly tightens: number
  /** Questions that the comparison left open. */
  readonly undecided: number
  /** Files that were not compared: new, removed, no policy, or too many. */
  readonly uncompared: number
}

/** Adds up what the files of a change mean. What is not decided is never called the same. */
export function sumEffect(meanings: readonly FileMeaning[]): Effect {
  const sum = { loosens: 0, tightens: 0, undecided: 0, uncompared: 0 }
  let isUnknown = false
  for (const { meaning } of meanings) {
    if (meaning.kind !== 'compared') {
      sum.uncompared += 1
      continue
    }
    const { verdict, counts } = meaning.comparison
    sum.loosens += counts.loosens
    sum.tightens += counts.tightens
    sum.undecided += counts.undecided
    isUnknown ||= verdict === 'unknown'
  }
  return { ...sum, verdict: verdictOf(meanings.length, sum, isUnknown) }
}

function verdictOf(
  files: number,
  { loosens, tightens, uncompared }: Omit<Effect, 'verdict'>,
  isUnknown: boolean,
): Effect['verdict'] {
  if (files === 0) return 'none'
  if (isUnknown || uncompared > 0) return 'unknown'
  if (loosens > 0) return tightens > 0 ? 'both' : 'loosens'
  return tightens > 0 ? 'tightens' : 'same'
}
