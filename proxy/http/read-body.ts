import type { IncomingMessage } from 'node:http'

/** Of a body that is too long: read on for so long, so that its sender sees the answer and not a broken connection. */
const DISCARDED_BYTES = 64 * 1024 * 1024

/** The whole body; undefined when it is longer than the limit, or a piece is refused by `take`. Throws when it ends early, or is far too long. */
export async function readBody(
  message: IncomingMessage,
  limitBytes: number,
  take: (bytes: number) => boolean = () => true,
): Promise<Buffer | undefined> {
  const pieces: Buffer[] = []
  let length = 0
  let refused = false
  for await (const piece of chunksOf(message)) {
    length += piece.length
    if (length > limitBytes + DISCARDED_BYTES) throw new Error('the body is far too long')
    refused ||= length > limitBytes || !take(piece.length)
    if (refused) pieces.length = 0
    else pieces.push(piece)
  }
  return refused ? undefined : Buffer.concat(pieces, length)
}

/** Without an encoding set, a message gives buffers; its iterator does not say so. */
export function chunksOf(message: IncomingMessage): AsyncIterable<Buffer> {
  return message as AsyncIterable<Buffer>
}
