/** Does something with every entry, with at most `most` of them at the same time. The results are in the order of the entries. */
export async function fewAtATime<Entry, Value>(
  entries: readonly Entry[],
  most: number,
  work: (entry: Entry) => Promise<Value>,
): Promise<Value[]> {
  const results: Value[] = []
  const left = entries.entries()
  const workOff = async () => {
    for (const [index, entry] of left) results[index] = await work(entry)
  }
  await Promise.all(Array.from({ length: most }, workOff))
  return results
}
