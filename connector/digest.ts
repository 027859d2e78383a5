import { hash } from 'node:crypto'

/** Both names of a content: sha256 (hex) and git's blob id. */
export interface Digest {
  readonly sha256: string
  readonly blob: string
}

/** Hashes exactly the bytes given. */
export function digestOf(bytes: Uint8Array): Digest {
  const object = Buffer.concat([Buffer.from(`blob ${bytes.byteLength}\0`), bytes])
  return { sha256: sha256Of(bytes), blob: hash('sha1', object) }
}

/** In hex. In one step: what is hashed here is small, and to make an object for it first takes twice as long again. */
export function sha256Of(bytes: Uint8Array): string {
  return hash('sha256', bytes)
}
