import { BOM } from '../yaml/characters'
import type { Range, YamlDocument } from '../yaml/node'
import type { Splice } from './edits'

/** A comment line that draws a line: a heading of what follows, which belongs to no single item. */
const DIVIDER = /([-=─━═*#~_])\1{2}/

/** The lines and comments of a policy file. Offsets are UTF-16 units, columns count from zero. */
export class PolicyText {
  readonly text: string
  private readonly comments: ReadonlyMap<number, Range>

  constructor(readonly document: YamlDocument) {
    this.text = document.text
    this.comments = new Map(document.comments.map((comment) => [comment.start, comment]))
  }

  /** Where the line of an offset starts, behind a byte order mark. */
  lineStart(offset: number): number {
    const start = this.text.lastIndexOf('\n', offset - 1) + 1
    return start === 0 && this.text.charCodeAt(0) === BOM ? 1 : start
  }

  /** Where the line behind that of an offset starts, or the end of the text. */
  nextLine(offset: number): number {
    const end = this.text.indexOf('\n', offset)
    return end < 0 ? this.text.length : end + 1
  }

  /** Where the line of an offset ends, its break excluded. */
  lineEnd(offset: number): number {
    const end = this.text.indexOf('\n', offset)
    if (end < 0) return this.text.length
    return this.text[end - 1] === '\r' ? end - 1 : end
  }

  column(offset: number): number {
    return offset - this.lineStart(offset)
  }

  /** Whether only blanks stand before an offset on its line. */
  startsLine(offset: number): boolean {
    return /^[ \t]*$/.test(this.text.slice(this.lineStart(offset), offset))
  }

  /** The line break to write at an offset: that of the line before, else the first of the file, else LF. */
  breakAt(offset: number): string {
    const before = this.text.lastIndexOf('\n', offset - 1)
    const at = before < 0 ? this.text.indexOf('\n') : before
    return at > 0 && this.text[at - 1] === '\r' ? '\r\n' : '\n'
  }

  hasComment(from: number, to: number): boolean {
    return this.document.comments.some(({ start }) => start >= from && start < to)
  }

  /** The end of the comment behind an offset on its line, or the offset. */
  inlineCommentEnd(offset: number): number {
    let at = offset
    while (this.text[at] === ' ' || this.text[at] === '\t') at++
    return this.comments.get(at)?.end ?? offset
  }

  /** Where the comment lines start that stand directly above an item at its column; else where the item's own line starts. */
  ownStart(item: number): number {
    const column = this.column(item)
    let start = this.lineStart(item)
    while (start > 1) {
      const above = this.lineStart(start - 1)
      const comment = this.comments.get(above + column)
      if (comment === undefined || !this.startsLine(above + column)) break
      if (DIVIDER.test(this.text.slice(comment.start, comment.end))) break
      start = above
    }
    return start
  }

  /**
   * Where the lines of an item end: behind the line of its last character and behind comment lines below that stand deeper than
   * the item.
   */
  extentEnd(end: number, column: number): number {
    let next = this.nextLine(end)
    for (let line = next; line < this.text.length;) {
      const content = /[^ ]/.exec(this.text.slice(line, this.lineEnd(line)))
      const after = this.nextLine(line)
      if (content !== null) {
        if (content.index <= column || !this.comments.has(line + content.index)) break
        next = after
      }
      line = after
    }
    return next
  }

  /** Puts whole lines in at the start of a line or the end of the text, which keeps its missing final break. */
  insertLines(at: number, lines: readonly string[]): Splice {
    const lineBreak = this.breakAt(at)
    const text = lines.join(lineBreak)
    const bare = at === this.text.length && at > 0 && this.text[at - 1] !== '\n' && at !== this.lineStart(at)
    return { start: at, end: at, text: bare ? lineBreak + text : text + lineBreak }
  }

  /** Takes whole lines out. At the end of the text blank lines before them go too, and a missing final break stays missing. */
  removeLines(from: number, to: number): Splice {
    if (to < this.text.length || from === 0) return { start: from, end: to, text: '' }
    const start = this.#blankLinesBefore(from)
    // The break that goes with them is that of the line which is the last one then.
    const bare = this.text[to - 1] !== '\n' && this.text[start - 1] === '\n'
    return { start: bare ? this.lineEnd(start - 1) : start, end: to, text: '' }
  }

  /** Where the blank lines begin that stand directly before the start of a line; the first line of the text is none of them. */
  #blankLinesBefore(at: number): number {
    let start = at
    while (start > 1) {
      const line = this.text.lastIndexOf('\n', start - 2) + 1
      if (line === 0 || !/^[ \t]*\r?\n$/.test(this.text.slice(line, start))) break
      start = line
    }
    return start
  }
}
