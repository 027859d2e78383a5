import type { IncomingMessage } from 'node:http'

/** Of a body that is too long: read on for so long, so that its sender sees the answer and not a broken connection. */
const DISCARDED_BYTES = 64 * 1024 * 1024

/**
 * The whole body; undefined when it is longer than the limit, or a piece is refused by `take`. Rejects when it ends early, or is far too
 * long. By events and not by an iterator, which costs a small call a tenth of its time.
 */
export function readBody(
  message: IncomingMessage,
  limitBytes: number,
  take: (bytes: number) => boolean = () => true,
): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = []
    let length = 0
    let refused = false
    if (message.destroyed) return reject(new Error('the body ended early'))
    message.on('data', (piece: Buffer) => {
      length += piece.length
      if (length > limitBytes + DISCARDED_BYTES) message.destroy(new Error('the body is far too long'))
      refused ||= length > limitBytes || !take(piece.length)
      if (refused) pieces.length = 0
      else pieces.push(piece)
    })
    message.on('end', () => resolve(refused ? undefined : joined(pieces, length)))
    message.on('error', reject)
    // Every message is closed at last, and to make an error takes longer than all the rest here.
    message.on('close', () => {
      if (!message.readableEnded) reject(new Error('the body ended early'))
    })
  })
}

/** Most bodies come in one piece. */
function joined(pieces: readonly Buffer[], length: number): Buffer {
  const [only] = pieces
  return pieces.length === 1 && only !== undefined ? only : Buffer.concat(pieces, length)
}

/** Without an encoding set, a message gives buffers; its iterator does not say so. */
export function chunksOf(message: IncomingMessage): AsyncIterable<Buffer> {
  return message as AsyncIterable<Buffer>
}
