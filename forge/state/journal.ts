import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'

const JOURNAL = 'journal.ndjson'
const SNAPSHOT = 'snapshot.json'

/** One atomic set of changes: rows put into tables, rows deleted, and the last id given out. */
export interface Entry {
  readonly lastId: number
  readonly puts: readonly (readonly [table: string, row: { readonly id: number }])[]
  readonly deletes: readonly (readonly [table: string, id: number])[]
}

/**
 * An append-only file of changes beside a snapshot. One entry is one line, flushed to the disk before `append`
 * returns, so a process killed at any moment leaves whole entries and at most one torn line, which is cut off.
 */
export class Journal {
  private file: number
  private size: number

  private constructor(
    private readonly directory: string,
    file: number,
  ) {
    this.file = file
    this.size = statSync(join(directory, JOURNAL)).size
  }

  /** Opens (or creates) the journal and hands every stored entry to `replay`, oldest first. */
  static open(directory: string, replay: (entry: Entry) => void): Journal {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    const snapshot = join(directory, SNAPSHOT)
    if (existsSync(snapshot)) replay(asEntry(readFileSync(snapshot, 'utf8'), snapshot))
    const path = join(directory, JOURNAL)
    const file = openSync(path, 'a', 0o600)
    const content = readFileSync(path)
    const whole = content.lastIndexOf(10) + 1
    if (whole < content.length) ftruncateSync(file, whole)
    for (const line of content.toString('utf8', 0, whole).split('\n')) {
      if (line !== '') replay(asEntry(line, path))
    }
    return new Journal(directory, file)
  }

  /** Bytes appended since the last snapshot. */
  get length(): number {
    return this.size
  }

  append(entry: Entry): void {
    const line = Buffer.from(`${JSON.stringify(entry)}\n`)
    writeFully(this.file, line)
    fsyncSync(this.file)
    this.size += line.length
  }

  /**
   * Replaces snapshot and journal by one entry that holds everything. Replaying an old journal over the new
   * snapshot gives the same state, so a crash between the two steps is harmless.
   */
  compact(everything: Entry): void {
    const path = join(this.directory, SNAPSHOT)
    const file = openSync(`${path}.new`, 'w', 0o600)
    writeFully(file, Buffer.from(JSON.stringify(everything)))
    fsyncSync(file)
    closeSync(file)
    renameSync(`${path}.new`, path)
    syncFolder(dirname(path))
    ftruncateSync(this.file, 0)
    fsyncSync(this.file)
    this.size = 0
  }

  close(): void {
    closeSync(this.file)
  }
}

function writeFully(file: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written)
}

function syncFolder(path: string): void {
  const folder = openSync(path, 'r')
  fsyncSync(folder)
  closeSync(folder)
}

/** Only this program writes these files, one JSON object each; a line that is none means a damaged disk. */
function asEntry(text: string, path: string): Entry {
  try {
    return JSON.parse(text) as Entry
  } catch {
    throw new Error(`The forge's state in ${path} is damaged. Start with an empty data directory.`)
  }
}
