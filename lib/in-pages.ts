/** As many as are made before the next ones are asked for. */
const PAGE = 500

/** What rows become, page by page: of a list that nobody reads to its end, the rest is never made. */
export async function* inPages<Row, Made>(
  rows: readonly Row[],
  make: (row: Row) => Made,
): AsyncGenerator<Made[]> {
  for (let from = 0; from < rows.length; from += PAGE)
    yield await Promise.resolve(rows.slice(from, from + PAGE).map(make))
}
