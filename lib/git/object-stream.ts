/** One answer of `git cat-file --batch-command`. `content` is there only when contents were asked for. */
export interface ObjectAnswer {
  readonly sha: string
  readonly type: ObjectType
  readonly size: number
  readonly content: Buffer | null
}

export type ObjectType = 'blob' | 'tree' | 'commit' | 'tag'

const TYPES: readonly string[] = ['blob', 'tree', 'commit', 'tag'] satisfies ObjectType[]

/** Thrown when git answers what its documentation does not allow; the reader is restarted then. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError'
}

/**
 * Cuts the output of `git cat-file --batch-command` into answers. Format (git-cat-file(1), BATCH OUTPUT):
 * `‹oid› SP ‹type› SP ‹size› LF`, for `contents` followed by the bytes and LF; or `‹name› SP missing LF`.
 */
export class ObjectStream {
  #chunks: Buffer[] = []
  #buffered = 0
  #header: Omit<ObjectAnswer, 'content'> | null = null

  push(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#buffered += chunk.length
  }

  /** The next whole answer, `'missing'`, or null when more output is needed. */
  next(withContent: boolean): ObjectAnswer | 'missing' | null {
    if (this.#header === null) {
      const line = this.#takeLine()
      if (line === null) return null
      const header = parseHeader(line)
      if (header === 'missing') return 'missing'
      if (!withContent) return { ...header, content: null }
      this.#header = header
    }
    const header = this.#header
    if (this.#buffered < header.size + 1) return null
    const bytes = this.#take(header.size + 1)
    this.#header = null
    return { ...header, content: bytes.subarray(0, header.size) }
  }

  #takeLine(): string | null {
    let before = 0
    for (const chunk of this.#chunks) {
      const at = chunk.indexOf(10)
      if (at >= 0) return this.#take(before + at + 1).toString('utf8', 0, before + at)
      before += chunk.length
    }
    return null
  }

  /** Joins only when the bytes are complete, so that a large object is copied once. */
  #take(length: number): Buffer {
    const [first] = this.#chunks
    const all = this.#chunks.length === 1 && first ? first : Buffer.concat(this.#chunks)
    this.#chunks = length < all.length ? [all.subarray(length)] : []
    this.#buffered -= length
    return all.subarray(0, length)
  }
}

function parseHeader(line: string): Omit<ObjectAnswer, 'content'> | 'missing' {
  if (/ (missing|ambiguous)$/.test(line)) return 'missing'
  const [sha = '', type = '', size = ''] = line.split(' ')
  if (!isObjectType(type) || !/^\d+$/.test(size)) throw new ProtocolError('unexpected answer of git cat-file')
  return { sha, type, size: Number(size) }
}

function isObjectType(type: string): type is ObjectType {
  return TYPES.includes(type)
}
