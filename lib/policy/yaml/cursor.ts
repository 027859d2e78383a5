import {
  BOM,
  CR,
  END,
  LF,
  LINE_SEPARATOR,
  PARAGRAPH_SEPARATOR,
  isBlankOrEnd,
  isBreakOrEnd,
} from './characters'
import type { SourceText } from './source'
import { YamlFailure, linePrefix } from './yaml-failure'

/** Where a construct began: `line` is zero-based, `offset` in UTF-16 units. */
export interface Mark {
  readonly offset: number
  readonly line: number
}

const SURROGATES = /[\ud800-\udfff]/

/** go-yaml decodes its input in blocks of this many bytes. */
const FIRST_BLOCK = 512

/** The scanner's reading position: the text, the line, and the failures that depend on them. */
export class Cursor {
  pos: number
  /** Zero-based; line breaks are LF, CR, CRLF, NEL, LS and PS. */
  line = 0
  lineStart: number

  private readonly text: string
  private readonly fault: SourceText['fault']
  private readonly limit: number
  private readonly astral: boolean
  private readonly doubleBomEnd: number
  private countedLine = -1
  private countedTo = 0
  private pairs = 0

  constructor(source: SourceText) {
    this.fault = source.fault
    this.limit = source.fault?.limit ?? source.text.length
    // Real NULs never get here, so NUL can mark the end, as in libyaml; four because indicators look three ahead.
    this.text = source.text.slice(0, this.limit) + '\0\0\0\0'
    this.pos = source.start
    this.lineStart = source.start
    this.astral = SURROGATES.test(this.text)
    this.doubleBomEnd =
      source.start === 1 && source.text.charCodeAt(1) === BOM ? Math.min(FIRST_BLOCK - 6, this.limit) : 0
  }

  /** The code unit `ahead` places on, `END` behind the end. */
  peek(ahead = 0): number {
    return this.text.charCodeAt(this.pos + ahead)
  }

  slice(from: number, to: number): string {
    return this.text.slice(from, to)
  }

  /** Fails when the next `count` characters lie in a block of input that go-yaml's reader refuses. */
  require(count: number): void {
    if (this.fault !== null && this.pos + count > this.limit) {
      throw new YamlFailure(this.fault.message, this.fault.offset)
    }
  }

  /** Characters (code points) since the start of the line. */
  column(): number {
    if (!this.astral) return this.pos - this.lineStart
    if (this.countedLine !== this.lineStart) {
      this.countedLine = this.countedTo = this.lineStart
      this.pairs = 0
    }
    for (; this.countedTo < this.pos; this.countedTo++) {
      if ((this.text.charCodeAt(this.countedTo) & 0xfc00) === 0xdc00) this.pairs++
    }
    return this.pos - this.lineStart - this.pairs
  }

  /** Whether more than `count` characters lie between `from` and here. */
  isFartherThan(count: number, from: number): boolean {
    const units = this.pos - from
    if (units <= count || !this.astral || units > 2 * count) return units > count
    let pairs = 0
    for (let i = from; i < this.pos; i++) if ((this.text.charCodeAt(i) & 0xfc00) === 0xdc00) pairs++
    return units - pairs > count
  }

  /** Steps over a line break and returns what it counts as in a scalar: LF, or LS and PS as they are; `''` when there is none. */
  takeBreak(): string {
    const code = this.peek()
    if (!isBreakOrEnd(code) || code === END) return ''
    this.pos += code === CR && this.peek(1) === LF ? 2 : 1
    this.line++
    this.lineStart = this.pos
    return code === LINE_SEPARATOR || code === PARAGRAPH_SEPARATOR ? String.fromCharCode(code) : '\n'
  }

  /** Moves to the end of the line, before its break. */
  skipLine(): void {
    while (!isBreakOrEnd(this.peek())) this.pos++
    if (this.peek() === END) this.require(1)
  }

  /** Whether `---` or `...` followed by a blank starts here, at the start of a line. */
  atDocumentIndicator(): boolean {
    const code = this.peek()
    if ((code !== 0x2d && code !== 0x2e) || this.pos !== this.lineStart) return false
    return this.peek(1) === code && this.peek(2) === code && isBlankOrEnd(this.peek(3))
  }

  /**
   * go-yaml looks for a byte order mark at the start of its *buffer*, not at its position. A file with two marks therefore loses the
   * first character of every line until the buffer moves on.
   */
  skipStrayMark(): void {
    if (this.pos < this.doubleBomEnd && this.pos === this.lineStart && this.peek() !== END) this.pos++
  }

  mark(): Mark {
    return { offset: this.pos, line: this.line }
  }

  /** A scanner error about the construct that began on `contextLine` (zero-based), found here; but what cannot be read comes first. */
  fail(message: string, contextLine: number): never {
    this.require(1)
    throw new YamlFailure(linePrefix('scanner', contextLine, this.line) + message, this.pos)
  }
}
