import { createHash } from 'node:crypto'

/** Both names of a content: sha256 (hex) and git's blob id. */
export interface Digest {
  readonly sha256: string
  readonly blob: string
}

/** Hashes exactly the bytes given. */
export function digestOf(bytes: Uint8Array): Digest {
  return {
    sha256: sha256Of(bytes),
    blob: createHash('sha1').update(`blob ${bytes.byteLength}\0`).update(bytes).digest('hex'),
  }
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
