import type { Token } from './token'

/** The scanned tokens that the parser has not taken yet; a mapping key is inserted behind the tokens it precedes in the text. */
export class TokenQueue {
  /** Tokens taken so far, which is also the number of the head token. */
  taken = 0
  private tokens: Token[] = []
  private head = 0

  get length(): number {
    return this.tokens.length - this.head
  }

  /** The number that the next appended token gets. */
  get nextNumber(): number {
    return this.taken + this.length
  }

  first(): Token | undefined {
    return this.tokens[this.head]
  }

  last(): Token | undefined {
    return this.tokens.at(-1)
  }

  append(token: Token): void {
    this.tokens.push(token)
  }

  /** Inserts before the token with this number; when that one has been taken already, go-yaml appends. */
  insert(tokenNumber: number, token: Token): void {
    if (tokenNumber < this.taken) this.tokens.push(token)
    else this.tokens.splice(this.head + tokenNumber - this.taken, 0, token)
  }

  take(): void {
    this.head++
    this.taken++
    if (this.head < COMPACT_AT) return
    this.tokens = this.tokens.slice(this.head)
    this.head = 0
  }
}

const COMPACT_AT = 256
