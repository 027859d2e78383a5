interface MergedPull {
  /** The last commit that it put on its branch. */
  readonly mergeSha: string | null
  /** Those that a rebase put there before that one. */
  readonly rebased: readonly string[]
}

/** The condition for the pull requests that brought some commits (40 hex) to their branch. */
export function broughtAny(commits: readonly string[]) {
  const all = [...commits]
  return { OR: [{ mergeSha: { in: all } }, { rebased: { hasSome: all } }] }
}

/** Pull requests by each commit that they brought to their branch. */
export function byCommit<Row extends MergedPull>(rows: readonly Row[]): Map<string, Row> {
  return new Map(
    rows.flatMap((row) =>
      [...row.rebased, ...(row.mergeSha === null ? [] : [row.mergeSha])].map((sha) => [sha, row] as const),
    ),
  )
}
