import type { FileMeaning } from '@/lib/changes/compare-files'

/** A changed file of a draft, its paths as a person reads them. */
export interface TitledFile {
  /** Null for a new file. */
  readonly before: string | null
  /** Null for one that is deleted. */
  readonly after: string | null
  readonly meaning: FileMeaning['meaning'] | null
}

/** A line of GitHub's list of pull requests. */
const LONGEST = 120

/** What was before is a reason, not a title; nor is the value behind it, which stands for others. */
const BEFORE = / \(before: .*$/

/** The title of a draft that has none: what it loosens or tightens first, else what happens to its files. Empty when nothing is changed. */
export function suggestTitle(files: readonly TitledFile[]): string {
  const differences = files.flatMap(({ meaning }) =>
    meaning?.kind === 'compared'
      ? meaning.comparison.differences.map(({ text }) => text.replace(BEFORE, ''))
      : [],
  )
  const [first] = differences
  const moves = files.flatMap(sayMove)
  const lead = first ?? moves[0] ?? sayEdit(files)
  const more = first === undefined ? moves.length - 1 : differences.length - 1 + moves.length
  if (more <= 0) return cut(lead, LONGEST)
  const rest = ` and ${more} more`
  return cut(lead, LONGEST - rest.length) + rest
}

function sayMove({ before, after }: TitledFile): string[] {
  if (before === null) return after === null ? [] : [`Add ${after}`]
  if (after === null) return [`Remove ${before}`]
  return before === after ? [] : [`Move ${before} to ${after}`]
}

function sayEdit([file]: readonly TitledFile[]): string {
  return file?.after == null ? '' : `Edit ${file.after}`
}

function cut(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1).trimEnd()}…`
}
