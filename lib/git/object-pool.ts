import type { ObjectAnswer } from './object-stream'
import { ObjectReader } from './object-reader'

/** A few readers side by side, so that one large object does not hold up the small ones. */
export class ObjectPool {
  readonly #readers: readonly ObjectReader[]

  constructor(gitDir: string, size = 2, searchPath?: string) {
    this.#readers = Array.from({ length: size }, () => new ObjectReader(gitDir, searchPath))
  }

  /** Type and size, or null when there is no such object. */
  info(name: string): Promise<ObjectAnswer | null> {
    return this.#least().info(name)
  }

  /** The whole object; ask `info` first where the size is not known. */
  contents(name: string): Promise<ObjectAnswer | null> {
    return this.#least().contents(name)
  }

  close(): void {
    for (const reader of this.#readers) reader.close()
  }

  #least(): ObjectReader {
    return this.#readers.reduce((least, reader) => (reader.load < least.load ? reader : least))
  }
}
