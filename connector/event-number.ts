/** A line of our own proxy ends with the number of its event; no other program's does. */
const NUMBER = /,"seq":(\d{1,15})\}$/
const TIME = /^\{"ts":"([^"]{20,40})"/

/** The number of an event, and its time. */
export interface Numbered {
  readonly number: number
  readonly at: string | null
}

/** Events that were given a number and stand in no line: the disk was full, or somebody took lines out. */
export interface Unwritten {
  readonly events: number
  /** Of the numbered events before and after. */
  readonly fromTime: string | null
  readonly toTime: string | null
}

/** Follows the numbers of one event file, from the line before the first one that is looked at. */
export class EventNumbers {
  #before: Numbered | null
  /** Lines since then that nobody can read: each is an event that is accounted for as such. */
  #unreadable = 0

  /** `follows`: the newest event of the process in files before this one; whatever is numbered up to it is accounted for there. */
  constructor(
    lineBefore: string | null,
    private readonly follows: Numbered | null,
  ) {
    this.#before = lineBefore === null ? null : numberOf(lineBefore)
  }

  /** What is missing between the line before and this one; null for nothing. `text` is null for what is too long to be read. */
  missingBefore(text: string | null): Unwritten | null {
    const now = text === null ? null : numberOf(text)
    if (now === null) {
      this.#unreadable += 1
      return null
    }
    const [before, unreadable] = [later(this.#before, this.follows), this.#unreadable]
    this.#before = now
    this.#unreadable = 0
    const events = before === null ? 0 : now.number - before.number - 1 - unreadable
    return events > 0 ? { events, fromTime: before?.at ?? null, toTime: now.at } : null
  }
}

/** The one with the higher number. */
export function later(a: Numbered | null, b: Numbered | null): Numbered | null {
  return a === null || (b !== null && b.number > a.number) ? b : a
}

/** Which event a line is; null for a line of a program that numbers nothing. */
export function numberOf(text: string): Numbered | null {
  const number = NUMBER.exec(text.slice(-30))?.[1]
  return number === undefined ? null : { number: Number(number), at: TIME.exec(text)?.[1] ?? null }
}

/** The number before that of a file's first line. */
export function numberBefore(firstLine: string): number | null {
  const first = numberOf(firstLine)
  return first === null ? null : first.number - 1
}
