import type { ComparedCommits, DifferingPolicy } from './compare-commits'

/** Columns of a difference between two commits, in their order. */
export const COMPARISON_COLUMNS = [
  'policy',
  'status',
  'movedFrom',
  'linesAdded',
  'linesRemoved',
  'effect',
  'says',
  'witness',
  'line',
  'by',
  'older',
  'newer',
] as const
type ComparisonExportRow = Readonly<Record<(typeof COMPARISON_COLUMNS)[number], unknown>>

/** What differs between two commits, a row for each difference: of every policy, or of the one with this path below the policy root. */
export async function* exportComparison(
  { policies, older, newer }: ComparedCommits,
  policy: string | undefined,
): AsyncGenerator<ComparisonExportRow[]> {
  const ends = { older: older.revision.commit, newer: newer.revision.commit }
  for (const one of policies)
    if (policy === undefined || policy === one.path || policy === one.from)
      yield await Promise.resolve(saidOf(one).map((said) => Object.assign({}, factsOf(one), said, ends)))
}

function factsOf({ path, status, from, lines, by }: DifferingPolicy) {
  return {
    policy: path,
    status,
    movedFrom: from,
    linesAdded: lines?.added ?? null,
    linesRemoved: lines?.removed ?? null,
    by,
  }
}

/** A policy whose answers stay the same has a row too. */
function saidOf({ meaning }: DifferingPolicy) {
  if (meaning.kind !== 'compared') return [{ effect: meaning.kind, says: null, witness: null, line: null }]
  const { comparison, places } = meaning
  const rows = [
    ...comparison.differences.map(({ effect, text, witness }, at) => ({
      effect,
      says: text,
      witness: witness.text,
      line: places?.differences[at]?.line ?? null,
    })),
    ...comparison.undecided.map(({ text }, at) => ({
      effect: 'not decided',
      says: text,
      witness: null,
      line: places?.undecided[at]?.line ?? null,
    })),
  ]
  return rows.length > 0 ? rows : [{ effect: 'same answers', says: null, witness: null, line: null }]
}
