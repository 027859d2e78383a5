import { END, SPACE, TAB, isBlank, isBlankOrEnd, isBreak } from './characters'
import { Cursor } from './cursor'
import { scanAlias, scanAnchor } from './scan-anchor'
import { scanBlockScalar } from './scan-block-scalar'
import { skipComments, skipLineComment, type Comment } from './scan-comments'
import { scanDirective } from './scan-directive'
import { scanPlain } from './scan-plain'
import { scanQuoted } from './scan-quoted'
import { scanTag } from './scan-tag'
import { SimpleKeys } from './simple-keys'
import type { SourceText } from './source'
import { plainToken, type Token, type TokenType } from './token'
import { TokenQueue } from './token-queue'

/** go-yaml's bounds on nested flow collections and on nested blocks. */
const MAX_DEPTH = 10_000

/** How many tokens go-yaml scans beyond the one its parser looks at; a scanner error there comes before a parser error here. */
const LOOKAHEAD = 2

/** Characters that cannot start a plain scalar, except `-`, `?` and `:` before something else than a blank. */
const INDICATORS = new Set([...'-?:,[]{}#&*!|>\'"%@`'].map((character) => character.charCodeAt(0)))

/**
 * Turns text into tokens by libyaml's algorithm as go-yaml v3.0.1 runs it: indentation becomes `block-…` tokens, and a token becomes
 * a mapping key when a `:` follows. Tokens are produced on demand, because what is read decides which error comes first.
 */
export class Scanner {
  readonly comments: Comment[] = []
  private readonly cursor: Cursor
  private readonly queue = new TokenQueue()
  private readonly keys: SimpleKeys
  private readonly indents: number[] = []
  private indent = -1
  private flowDepth = 0
  /** Whether a key without `?` may start at the next token. */
  private keyAllowed = true
  private started = false
  private available = false

  constructor(source: SourceText) {
    this.cursor = new Cursor(source)
    this.keys = new SimpleKeys(this.cursor)
  }

  /** The next token. */
  peek(): Token {
    if (!this.available) this.fetchMore()
    const token = this.queue.first()
    if (token === undefined) throw new Error('the scanner produced no token')
    return token
  }

  /** Takes the token that `peek` showed. */
  skip(): void {
    this.available = false
    this.queue.take()
  }

  private fetchMore(): void {
    while (this.queue.length <= LOOKAHEAD || this.keys.mayBecomeKey(this.queue.taken)) this.fetchNext()
    this.available = true
  }

  private fetchNext(): void {
    const { cursor } = this
    cursor.require(1)
    if (!this.started) {
      this.started = true
      this.append('stream-start', 0)
      return
    }
    this.skipToToken()
    const column = cursor.column()
    this.closeBlocks(column)
    cursor.require(4)
    const code = cursor.peek()
    if (code === END) this.fetchStreamEnd(column)
    else if (column === 0 && code === 0x25) this.fetchDirective()
    else if (cursor.atDocumentIndicator()) this.fetchDocumentIndicator(code)
    else {
      const newLine = this.fetchContent(code, column)
      if (!newLine && this.queue.last()?.type !== 'block-entry') skipLineComment(cursor, this.comments)
    }
  }

  /** Moves to the next token. A tab may not indent a block, so it is no white space where a new key may start. */
  private skipToToken(): void {
    const { cursor } = this
    for (;;) {
      cursor.skipStrayMark()
      let code = cursor.peek()
      while (code === SPACE || (code === TAB && (this.flowDepth > 0 || !this.keyAllowed))) {
        cursor.pos++
        code = cursor.peek()
      }
      if (code === 0x23) skipComments(cursor, this.comments)
      if (cursor.takeBreak() === '') break
      if (this.flowDepth === 0) this.keyAllowed = true
    }
    cursor.require(1)
  }

  /** Fetches a token other than a document's boundary; returns whether it took a line break with it. */
  private fetchContent(code: number, column: number): boolean {
    switch (code) {
      case 0x5b: // [
        return this.fetchFlowStart('flow-sequence-start', column)
      case 0x7b: // {
        return this.fetchFlowStart('flow-mapping-start', column)
      case 0x5d: // ]
        return this.fetchFlowEnd('flow-sequence-end')
      case 0x7d: // }
        return this.fetchFlowEnd('flow-mapping-end')
      case 0x2c: // ,
        return this.fetchIndicator('flow-entry', true)
      case 0x2a: // *
        return this.fetchLeaf(column, scanAlias)
      case 0x26: // &
        return this.fetchLeaf(column, scanAnchor)
      case 0x21: // !
        return this.fetchLeaf(column, scanTag)
      case 0x27: // '
      case 0x22: // "
        return this.fetchLeaf(column, scanQuoted)
    }
    return this.fetchContextual(code, this.cursor.peek(1), column)
  }

  /** Fetches what depends on the next character or on the surrounding collection. */
  private fetchContextual(code: number, next: number, column: number): boolean {
    const inFlow = this.flowDepth > 0
    if (code === 0x2d && isBlankOrEnd(next)) return this.fetchBlockEntry(column)
    if (code === 0x3f && (inFlow || isBlankOrEnd(next))) return this.fetchKey(column)
    if (code === 0x3a && (inFlow || isBlankOrEnd(next))) return this.fetchValue(column)
    if ((code === 0x7c || code === 0x3e) && !inFlow) return this.fetchBlockScalar()
    if (this.startsPlain(code, next)) return this.fetchPlain(column)
    return this.cursor.fail('found character that cannot start any token', this.cursor.line)
  }

  private startsPlain(code: number, next: number): boolean {
    if (!INDICATORS.has(code)) return !isBreak(code) && !isBlank(code)
    if (code === 0x2d) return !isBlank(next)
    return this.flowDepth === 0 && (code === 0x3f || code === 0x3a) && !isBlankOrEnd(next)
  }

  /** Opens a block at `column` if it lies deeper than the current one; its token goes before token `number`. */
  private openBlock(type: TokenType, column: number, number: number, start: number, line: number): void {
    if (this.flowDepth > 0 || this.indent >= column) return
    this.indents.push(this.indent)
    this.indent = column
    if (this.indents.length > MAX_DEPTH)
      this.cursor.fail(`exceeded max depth of ${MAX_DEPTH}`, this.keys.line)
    this.queue.insert(number, plainToken(type, start, start, line))
  }

  private openBlockHere(type: TokenType, column: number, what: string): void {
    if (this.flowDepth > 0) return
    const { pos, line } = this.cursor
    if (!this.keyAllowed) this.cursor.fail(`${what} are not allowed in this context`, line)
    this.openBlock(type, column, this.queue.nextNumber, pos, line)
  }

  /** Closes the blocks deeper than `column`. */
  private closeBlocks(column: number): void {
    if (this.flowDepth > 0) return
    while (this.indent > column) {
      this.append('block-end', 0)
      this.indent = this.indents.pop() ?? -1
    }
  }

  /** Appends a token of `width` characters and steps over them. */
  private append(type: TokenType, width: number): void {
    const { pos, line } = this.cursor
    this.cursor.pos += width
    this.queue.append(plainToken(type, pos, pos + width, line))
  }

  private fetchStreamEnd(column: number): void {
    const { cursor } = this
    if (column !== 0) {
      cursor.line++
      cursor.lineStart = cursor.pos
    }
    this.endDocument()
    this.append('stream-end', 0)
  }

  private fetchDirective(): void {
    this.endDocument()
    const { token, comment } = scanDirective(this.cursor)
    if (comment !== null) this.comments.push(comment)
    this.queue.append(token)
  }

  private fetchDocumentIndicator(code: number): void {
    this.endDocument()
    this.append(code === 0x2d ? 'document-start' : 'document-end', 3)
  }

  private endDocument(): void {
    this.closeBlocks(-1)
    this.keys.remove()
    this.keyAllowed = false
  }

  private saveKey(column: number): void {
    if (!this.keyAllowed) return
    this.keys.save(this.queue.nextNumber, column, this.flowDepth === 0 && this.indent === column)
  }

  private fetchFlowStart(type: TokenType, column: number): boolean {
    this.saveKey(column)
    this.keys.openLevel(this.queue.nextNumber)
    this.flowDepth++
    if (this.flowDepth > MAX_DEPTH) this.cursor.fail(`exceeded max depth of ${MAX_DEPTH}`, this.cursor.line)
    this.keyAllowed = true
    this.append(type, 1)
    return false
  }

  private fetchFlowEnd(type: TokenType): boolean {
    this.keys.remove()
    if (this.flowDepth > 0) {
      this.flowDepth--
      this.keys.closeLevel()
    }
    this.keyAllowed = false
    this.append(type, 1)
    return false
  }

  private fetchIndicator(type: TokenType, keyAllowed: boolean): boolean {
    this.keys.remove()
    this.keyAllowed = keyAllowed
    this.append(type, 1)
    return false
  }

  private fetchBlockEntry(column: number): boolean {
    this.openBlockHere('block-sequence-start', column, 'block sequence entries')
    return this.fetchIndicator('block-entry', true)
  }

  private fetchKey(column: number): boolean {
    this.openBlockHere('block-mapping-start', column, 'mapping keys')
    return this.fetchIndicator('key', this.flowDepth === 0)
  }

  private fetchValue(column: number): boolean {
    const key = this.keys.takeValid()
    if (key !== null) {
      this.queue.insert(key.tokenNumber, plainToken('key', key.offset, key.offset, key.line))
      this.openBlock('block-mapping-start', key.column, key.tokenNumber, key.offset, key.line)
      this.keyAllowed = false
    } else {
      this.openBlockHere('block-mapping-start', column, 'mapping values')
      this.keyAllowed = this.flowDepth === 0
    }
    this.append('value', 1)
    return false
  }

  /** Fetches a token that may be a key and that no key may follow on its line. */
  private fetchLeaf(column: number, scan: (cursor: Cursor) => Token): boolean {
    this.saveKey(column)
    this.keyAllowed = false
    this.queue.append(scan(this.cursor))
    return false
  }

  private fetchPlain(column: number): boolean {
    this.saveKey(column)
    this.keyAllowed = false
    const { token, endedOnNewLine } = scanPlain(this.cursor, this.indent, this.flowDepth > 0)
    if (endedOnNewLine) this.keyAllowed = true
    this.queue.append(token)
    return endedOnNewLine
  }

  private fetchBlockScalar(): boolean {
    this.keys.remove()
    this.keyAllowed = true
    const { token, comment } = scanBlockScalar(this.cursor, this.indent)
    if (comment !== null) this.comments.push(comment)
    this.queue.append(token)
    return true
  }
}
