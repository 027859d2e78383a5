const LF = 10
const CR = 13

/**
 * Cuts a stream of server-sent events (WHATWG HTML §9.2.6) into events, without losing a byte: line ends may be LF, CR or CRLF, an event
 * ends at an empty line. Each event keeps the bytes it came in.
 */
export class EventStream {
  readonly #limitBytes: number
  #held: Buffer[] = []
  #heldBytes = 0
  #lineIsEmpty = true
  #afterCr = false

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes
  }

  /** The events that the chunk completes. Throws when one becomes longer than the limit. */
  push(chunk: Buffer): Buffer[] {
    const events: Buffer[] = []
    let start = 0
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i]
      if (byte !== LF && byte !== CR) {
        this.#lineIsEmpty = false
        this.#afterCr = false
        continue
      }
      const secondHalf = byte === LF && this.#afterCr
      const ends = this.#lineIsEmpty && (!secondHalf || this.#heldBytes + i - start === 0)
      this.#afterCr = byte === CR
      this.#lineIsEmpty = true
      if (!ends) continue
      if (byte === CR && chunk[i + 1] === LF) {
        i++
        this.#afterCr = false
      }
      events.push(this.#complete(chunk.subarray(start, i + 1)))
      start = i + 1
    }
    if (start < chunk.length) this.#hold(chunk.subarray(start))
    return events
  }

  /** What came after the last whole event; empty when nothing did. */
  rest(): Buffer {
    return this.#complete(Buffer.alloc(0))
  }

  #complete(piece: Buffer): Buffer {
    const event = this.#heldBytes === 0 ? piece : Buffer.concat([...this.#held, piece])
    this.#held = []
    this.#heldBytes = 0
    return event
  }

  #hold(piece: Buffer): void {
    this.#heldBytes += piece.length
    if (this.#heldBytes > this.#limitBytes)
      throw new Error(`an event is longer than ${this.#limitBytes} bytes`)
    this.#held.push(piece)
  }
}

/** What a reader makes of an event. */
export interface StreamEvent {
  /** Empty when it is not given, which means `message`. */
  readonly type: string
  readonly data: string
  /** A client can resume behind it. */
  readonly hasId: boolean
}

/** Decodes the bytes of one event; undefined when it carries no data: a comment, an id alone. */
export function readEvent(bytes: Buffer): StreamEvent | undefined {
  let type = ''
  let hasId = false
  const data: string[] = []
  for (const line of linesOf(bytes)) {
    const { name, value } = fieldOf(line)
    if (name === 'event') type = value
    if (name === 'id') hasId = true
    if (name === 'data') data.push(value)
  }
  return data.length === 0 && !hasId ? undefined : { type, data: data.join('\n'), hasId }
}

/** The same event with other data; every other line stays. */
export function withData(bytes: Buffer, data: string): Buffer {
  const others = linesOf(bytes).filter((line) => line !== '' && fieldOf(line).name !== 'data')
  return writeEvent(others, data)
}

/** An event of one message. */
export function messageEvent(data: string): Buffer {
  return writeEvent(['event: message'], data)
}

function writeEvent(lines: readonly string[], data: string): Buffer {
  const written = data.split(/\r\n|\r|\n/).map((line) => `data: ${line}`)
  return Buffer.from(`${[...lines, ...written].join('\n')}\n\n`)
}

/** A byte order mark can stand at the beginning of the stream only; elsewhere it would make a field that nobody knows. */
function linesOf(bytes: Buffer): string[] {
  return bytes
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
}

function fieldOf(line: string): { name: string; value: string } {
  const colon = line.indexOf(':')
  if (colon < 0) return { name: line, value: '' }
  return { name: line.slice(0, colon), value: line.slice(colon + 1).replace(/^ /, '') }
}
