import type { Cursor } from './cursor'

/** A token that turns out to be a mapping key if a `:` follows on its line. */
export interface SimpleKey {
  readonly tokenNumber: number
  readonly offset: number
  readonly line: number
  readonly column: number
}

/** The candidate of one level; the same object serves all candidates of its level. */
class Candidate implements SimpleKey {
  /** Whether it still can become a key. */
  possible = false
  /** In block context at the block's indentation nothing but a key may stand. */
  required = false
  tokenNumber = 0
  offset = 0
  line = 0
  column = 0
}

/** YAML 1.2: the `:` must follow within this many characters. */
const LONGEST_KEY = 1024

/**
 * The candidates for simple keys, one per level of flow collections. Also knows which tokens are candidates, because the parser must
 * not take the head of the queue while it may become a key.
 */
export class SimpleKeys {
  private readonly levels: Candidate[] = []
  private depth = 0
  private readonly index = new TokenIndex()

  constructor(private readonly cursor: Cursor) {
    this.openLevel(0)
  }

  /** Zero-based line of this level's latest candidate. */
  get line(): number {
    return this.current().line
  }

  /** Whether the token at the head of the queue may still become a key, so that the parser must wait for the scanner. */
  mayBecomeKey(tokenNumber: number): boolean {
    const level = this.index.get(tokenNumber)
    // Most tokens are no candidates, and to look for a place -1 of an array takes longer than all the rest of this.
    if (level < 0) return false
    const key = this.levels[level]
    return key !== undefined && this.isValid(key)
  }

  /** The candidate at this level if a `:` here makes it a key. Valid until the next candidate is saved. */
  takeValid(): SimpleKey | null {
    const key = this.current()
    if (!this.isValid(key)) return null
    this.forget(key)
    return key
  }

  /** Notes that the token `tokenNumber`, which starts here, may become a key. */
  save(tokenNumber: number, column: number, required: boolean): void {
    this.remove()
    const key = this.current()
    this.place(key, tokenNumber)
    key.possible = true
    key.required = required
    key.column = column
    this.index.set(tokenNumber, this.depth - 1)
  }

  /** Drops the candidate of this level; fails when a key had to be there. */
  remove(): void {
    const key = this.current()
    if (!key.possible) return
    if (key.required) this.cursor.fail("could not find expected ':'", key.line)
    this.forget(key)
  }

  openLevel(tokenNumber: number): void {
    this.depth++
    if (this.levels.length < this.depth) this.levels.push(new Candidate())
    this.place(this.current(), tokenNumber)
  }

  closeLevel(): void {
    this.index.delete(this.current().tokenNumber)
    this.depth--
  }

  private current(): Candidate {
    const key = this.levels[this.depth - 1]
    if (key === undefined) throw new Error('flow level closed twice')
    return key
  }

  private place(key: Candidate, tokenNumber: number): void {
    key.possible = false
    key.tokenNumber = tokenNumber
    key.offset = this.cursor.pos
    key.line = this.cursor.line
  }

  private forget(key: Candidate): void {
    key.possible = false
    this.index.delete(key.tokenNumber)
  }

  private isValid(key: Candidate): boolean {
    if (!key.possible) return false
    if (key.line === this.cursor.line && !this.cursor.isFartherThan(LONGEST_KEY, key.offset)) return true
    if (key.required) this.cursor.fail("could not find expected ':'", key.line)
    key.possible = false
    return false
  }
}

/** More tokens than can wait behind a candidate: its `:` follows within `LONGEST_KEY` characters. */
const RING = 4096

/** Token numbers with the level of their candidate, in a ring: entries of tokens long gone are overwritten. */
class TokenIndex {
  private readonly numbers = new Int32Array(RING).fill(-1)
  private readonly levels = new Int32Array(RING)

  /** -1 when the token is no candidate. */
  get(tokenNumber: number): number {
    const slot = tokenNumber % RING
    return this.numbers[slot] === tokenNumber ? (this.levels[slot] ?? -1) : -1
  }

  set(tokenNumber: number, level: number): void {
    const slot = tokenNumber % RING
    this.numbers[slot] = tokenNumber
    this.levels[slot] = level
  }

  delete(tokenNumber: number): void {
    const slot = tokenNumber % RING
    if (this.numbers[slot] === tokenNumber) this.numbers[slot] = -1
  }
}
