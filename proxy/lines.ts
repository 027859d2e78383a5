const NEWLINE = 10

/** Cuts a stream of bytes into lines, which keep their line end. */
export class Lines {
  readonly #limitBytes: number
  #held: Buffer[] = []
  #heldBytes = 0

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes
  }

  /** The lines that the chunk completes. Throws when a line becomes longer than the limit. */
  push(chunk: Buffer): Buffer[] {
    const lines: Buffer[] = []
    let start = 0
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      lines.push(this.#complete(chunk.subarray(start, end + 1)))
      start = end + 1
    }
    if (start < chunk.length) this.#hold(chunk.subarray(start))
    return lines
  }

  /** What came after the last line end; empty when nothing did. */
  rest(): Buffer {
    return this.#complete(Buffer.alloc(0))
  }

  #complete(piece: Buffer): Buffer {
    if (this.#heldBytes === 0) return piece
    const line = Buffer.concat([...this.#held, piece])
    this.#held = []
    this.#heldBytes = 0
    return line
  }

  #hold(piece: Buffer): void {
    this.#heldBytes += piece.length
    if (this.#heldBytes > this.#limitBytes) throw new Error(`a line is longer than ${this.#limitBytes} bytes`)
    this.#held.push(piece)
  }
}
