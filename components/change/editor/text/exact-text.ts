import { changeBetween } from '../text-change'

/**
 * Text editors of browsers know one kind of line break: they show CRLF and CR as LF. These functions bring what was typed back into the
 * text as it is in the file, so that no other byte changes.
 */

/** The text as an editor shows it. */
export function shownText(exact: string): string {
  return exact.includes('\r') ? exact.replace(/\r\n?/g, '\n') : exact
}

/**
 * The exact text after an edit: `next` is what the editor shows now, `exact` what the file was. What both have in common keeps its breaks;
 * new lines get the break that the file uses most.
 */
export function writeBack(exact: string, next: string): string {
  // Nearly every file: what is shown is what it holds.
  if (!exact.includes('\r')) return next
  const shown = shownText(exact)
  if (shown === next) return exact
  const { head, tail } = changeBetween(shown, next)
  const [start, end] = exactOffsets(exact, head, shown.length - tail)
  const middle = next.slice(head, next.length - tail).replaceAll('\n', usualBreak(exact))
  const exactNext = exact.slice(0, start) + middle + exact.slice(end)
  // A CR alone, which no policy has, would become a pair with a new LF behind it: what the person sees wins.
  return shownText(exactNext) === next ? exactNext : next
}

/** Where two offsets of the shown text stand in the exact one. */
function exactOffsets(exact: string, from: number, to: number): [number, number] {
  let at = 0
  let start = 0
  for (let shown = 0; shown < to; shown += 1) {
    if (shown === from) start = at
    at += exact[at] === '\r' && exact[at + 1] === '\n' ? 2 : 1
  }
  return [from === to ? at : start, at]
}

function usualBreak(exact: string): string {
  const pairs = exact.match(/\r\n/g)?.length ?? 0
  const feeds = (exact.match(/\n/g)?.length ?? 0) - pairs
  return pairs > feeds ? '\r\n' : '\n'
}
