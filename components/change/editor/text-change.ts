/** Where two texts differ: everything in front of it and behind it is the same. */
export interface TextChange {
  /** Characters that both begin with. */
  readonly head: number
  /** Characters that both end with, none of which is one of `head`. */
  readonly tail: number
}

/** The one range that makes `after` of `before`; nothing is left between head and tail where they are the same. */
export function changeBetween(before: string, after: string): TextChange {
  const most = Math.min(before.length, after.length)
  let head = 0
  while (head < most && before.charCodeAt(head) === after.charCodeAt(head)) head += 1
  let tail = 0
  while (
    tail < most - head &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  )
    tail += 1
  return { head, tail }
}
