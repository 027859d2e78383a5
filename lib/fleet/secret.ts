import { createHash, randomBytes } from 'node:crypto'

/** Makes an enrolment key or token: a prefix that says what it is, and 256 random bits in base64url. */
export function makeSecret(prefix: string): {
  readonly text: string
  readonly hash: Uint8Array<ArrayBuffer>
} {
  const text = `${prefix}${randomBytes(32).toString('base64url')}`
  return { text, hash: hashSecret(text) }
}

/**
 * What is stored of a secret. One round of sha256 is enough: 256 random bits cannot be guessed, and the hash is looked up by an
 * index for every request.
 */
export function hashSecret(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(text).digest())
}
