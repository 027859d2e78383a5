import { RequestError } from '@/lib/errors'
import { takeSlot } from '@/lib/take-slot'

/** Longer than a slow line needs for the largest body, shorter than anybody should hold a place. */
const DEADLINE_MS = 30_000

/** What may be as large as this is held in memory for whoever sends it, slowly or packed, at hardly any cost of theirs. */
const SMALL_BYTES = 128 * 1024
/** Larger bodies that are read for one sender at the same time. */
const LARGE_AT_ONCE = 4

export interface BodyLimits {
  /** Of the body unpacked. */
  readonly maxBytes: number
  /** Whose body it is; those of one sender that are not known to be small are read only a few at a time. Null: of anybody. */
  readonly sender: string | null
}

/**
 * Reads a whole body, unpacked when it is gzip. `maxBytes` counts what comes out of the unpacking, so a small bomb is
 * stopped at the limit, and whoever sends for longer than 30 s is not waited for. Throws `too-large`, `too-many-requests`,
 * `incomplete-body` or `invalid-input`.
 */
export async function readBody(
  request: Request,
  { maxBytes, sender }: BodyLimits,
): Promise<Uint8Array<ArrayBuffer>> {
  const release =
    sender === null || isSmall(request.headers) ? () => {} : takeSlot(`body ${sender}`, LARGE_AT_ONCE)
  if (release === null)
    throw new RequestError(
      'too-many-requests',
      `${LARGE_AT_ONCE} large bodies are being read already: send this one again.`,
      1,
    )
  try {
    return await readWhole(request, maxBytes)
  } finally {
    release()
  }
}

/** Nothing is said of the length of what comes in pieces, nor of what a packed one unpacks to. */
function isSmall(headers: Headers): boolean {
  const length = headers.get('content-length')
  return length !== null && Number(length) <= SMALL_BYTES && !headers.has('content-encoding')
}

async function readWhole(request: Request, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const encoding = request.headers.get('content-encoding') ?? 'identity'
  if (encoding !== 'gzip' && encoding !== 'identity') {
    throw new RequestError(
      'invalid-input',
      `Content-Encoding ${JSON.stringify(encoding)} is not accepted; use gzip or none.`,
    )
  }
  const declared = Number(request.headers.get('content-length') ?? 0)
  if (declared > maxBytes) throw tooLarge(maxBytes)
  if (request.body === null) return new Uint8Array()
  const stream =
    encoding === 'gzip' ? request.body.pipeThrough(new DecompressionStream('gzip')) : request.body
  const reader = stream.getReader()
  // Cancelling ends the read that waits; what was read so far is refused as incomplete.
  let late = false
  const deadline = setTimeout(() => {
    late = true
    void reader.cancel().catch(() => undefined)
  }, DEADLINE_MS)
  try {
    const bytes = await collect(reader, maxBytes)
    if (late) throw new RequestError('incomplete-body', 'The body did not arrive within 30 seconds.')
    return bytes
  } finally {
    clearTimeout(deadline)
  }
}

async function collect(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = []
  let size = 0
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new RequestError('incomplete-body', 'The body ended early or is not valid gzip.')
    })
    if (done) break
    size += value.length
    if (size > maxBytes) {
      await reader.cancel().catch(() => undefined)
      throw tooLarge(maxBytes)
    }
    chunks.push(value)
  }
  const whole = new Uint8Array(size)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole
}

function tooLarge(maxBytes: number): RequestError {
  return new RequestError(
    'too-large',
    `The body has more than ${maxBytes} bytes when unpacked; send less at once.`,
  )
}

/** Reads a body as JSON or as a form, by its content type. Throws `invalid-input`. */
export function parseBody(bytes: Uint8Array, contentType: string | null): unknown {
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase()
  const text = decode(bytes)
  if (type === 'application/x-www-form-urlencoded') return entriesOf(new URLSearchParams(text))
  if (type !== 'application/json') {
    throw new RequestError('invalid-input', 'Send the body as application/json.')
  }
  try {
    return JSON.parse(text)
  } catch {
    throw new RequestError('invalid-input', 'The body is not valid JSON.')
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new RequestError('invalid-input', 'The body is not valid UTF-8.')
  }
}

/** A key that occurs once is a string, one that repeats is a list. */
export function entriesOf(search: URLSearchParams): Record<string, string | string[]> {
  const keys = [...new Set(search.keys())]
  return Object.fromEntries(
    keys.map((key) => {
      const [first = '', ...more] = search.getAll(key)
      return [key, more.length === 0 ? first : [first, ...more]]
    }),
  )
}
