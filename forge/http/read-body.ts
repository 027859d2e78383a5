import type { IncomingMessage } from 'node:http'
import * as z from 'zod'
import { Refusal } from '@/forge/refusal'

const MAX_BYTES = 100 * 1024 * 1024

/** The whole body in memory; 413 above 100 MB. */
export async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(asBytes(chunk))
    length += bytes.length
    if (length > MAX_BYTES) throw new Refusal(413, 'Payload too large')
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}

/** A request without an encoding set yields buffers only. */
function asBytes(chunk: unknown): Uint8Array {
  return chunk as Uint8Array
}

/** A JSON body; empty = `{}`. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const bytes = await readBytes(request)
  if (bytes.length === 0) return {}
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    throw new Refusal(400, 'Problems parsing JSON')
  }
}

/** Form fields, from a form body or a JSON body alike. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const text = (await readBytes(request)).toString('utf8')
  if (!(request.headers['content-type'] ?? '').includes('json')) return new URLSearchParams(text)
  const fields = z.record(z.string(), z.unknown()).safeParse(parseLoosely(text))
  const entries = Object.entries(fields.success ? fields.data : {})
  return new URLSearchParams(
    entries.flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])),
  )
}

function parseLoosely(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

/** Checks a body against its schema; 422 in GitHub's words for an invalid request. */
export function parseBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body)
  if (result.success) return result.data
  const problems = result.error.issues.map(({ path, message, code, ...rest }) => {
    const name = path.join('.')
    const missing = code === 'invalid_type' && message.includes('undefined')
    if (missing) return `"${name}" wasn't supplied.`
    return 'keys' in rest ? `${message}.` : `For '${name}': ${message}.`
  })
  throw new Refusal(422, `Invalid request.\n\n${problems.join('\n')}`)
}
