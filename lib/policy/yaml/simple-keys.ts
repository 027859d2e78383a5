import type { Cursor } from './cursor'

/** A token that turns out to be a mapping key if a `:` follows on its line. */
export interface SimpleKey {
  /** Whether it still can become a key. */
  possible: boolean
  /** In block context at the block's indentation nothing but a key may stand. */
  readonly required: boolean
  /** Counted from the start of the stream. */
  readonly tokenNumber: number
  readonly offset: number
  readonly line: number
  readonly column: number
}

/** YAML 1.2: the `:` must follow within this many characters. */
const LONGEST_KEY = 1024

/** The candidates for simple keys, one per level of flow collections. */
export class SimpleKeys {
  private readonly levels: SimpleKey[] = []
  private readonly levelByToken = new Map<number, number>()

  constructor(private readonly cursor: Cursor) {
    this.openLevel(0)
  }

  /** Zero-based line of this level's latest candidate. */
  get line(): number {
    return this.levels.at(-1)?.line ?? 0
  }

  /** Whether the token at the head of the queue may still become a key, so that the parser must wait for the scanner. */
  mayBecomeKey(tokenNumber: number): boolean {
    const level = this.levelByToken.get(tokenNumber)
    const key = level === undefined ? undefined : this.levels[level]
    return key !== undefined && this.isValid(key)
  }

  /** The candidate at this level if a `:` here makes it a key. */
  takeValid(): SimpleKey | null {
    const key = this.levels.at(-1)
    if (key === undefined || !this.isValid(key)) return null
    key.possible = false
    this.levelByToken.delete(key.tokenNumber)
    return key
  }

  /** Notes that the token `tokenNumber`, which starts here, may become a key. */
  save(tokenNumber: number, column: number, required: boolean): void {
    this.remove()
    const { pos, line } = this.cursor
    this.levels[this.levels.length - 1] = { possible: true, required, tokenNumber, offset: pos, line, column }
    this.levelByToken.set(tokenNumber, this.levels.length - 1)
  }

  /** Drops the candidate of this level; fails when a key had to be there. */
  remove(): void {
    const key = this.levels.at(-1)
    if (key === undefined || !key.possible) return
    if (key.required) this.cursor.fail("could not find expected ':'", key.line)
    key.possible = false
    this.levelByToken.delete(key.tokenNumber)
  }

  openLevel(tokenNumber: number): void {
    const { pos, line } = this.cursor
    this.levels.push({ possible: false, required: false, tokenNumber, offset: pos, line, column: 0 })
  }

  closeLevel(): void {
    const key = this.levels.pop()
    if (key !== undefined) this.levelByToken.delete(key.tokenNumber)
  }

  private isValid(key: SimpleKey): boolean {
    if (!key.possible) return false
    if (key.line === this.cursor.line && !this.cursor.isFartherThan(LONGEST_KEY, key.offset)) return true
    if (key.required) this.cursor.fail("could not find expected ':'", key.line)
    key.possible = false
    return false
  }
}
