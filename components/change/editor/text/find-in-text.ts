/** Matches of a search as [start, end) offsets. */
export type Match = readonly [number, number]

/** More are not marked: nobody steps through them. */
const MOST = 1000

/** Where words stand in a text, upper and lower case alike; none for no words. */
export function findInText(text: string, words: string): Match[] {
  if (words === '') return []
  const [where, what] = [fold(text), fold(words)]
  const found: Match[] = []
  for (
    let at = where.indexOf(what);
    at >= 0 && found.length < MOST;
    at = where.indexOf(what, at + what.length)
  )
    found.push([at, at + what.length])
  return found
}

/** Lower case, letter by letter, so that every offset stays where it is. */
function fold(text: string): string {
  return text.replace(/\p{Lu}/gu, (letter) => {
    const lower = letter.toLowerCase()
    return lower.length === letter.length ? lower : letter
  })
}
