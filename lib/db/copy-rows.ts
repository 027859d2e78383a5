import type { Writable } from 'node:stream'
import type { ClientBase, Connection, Submittable } from 'pg'

/** What the driver's connection can do for COPY beyond what its types tell (pg/lib/connection.js). */
interface CopyConnection {
  readonly stream: Writable
  query(text: string): void
  endCopyFrom(): void
}

/**
 * Writes rows with `COPY … FROM STDIN (FORMAT binary)`, which PostgreSQL stores in a third of the time of an INSERT: whole pages at a
 * time and without a plan. `body` is what BinaryRows gives. Rejects like a query: a unique violation has the code 23505.
 */
export function copyRows(client: ClientBase, statement: string, body: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    client.query(new CopyIn(statement, body, (error) => (error === null ? resolve() : reject(error))))
  })
}

/** The protocol's side of COPY, called by the driver as pg/lib/query.js is. */
class CopyIn implements Submittable {
  constructor(
    private readonly statement: string,
    private readonly body: Buffer,
    private readonly done: (error: Error | null) => void,
  ) {}

  submit(connection: Connection): void {
    asCopyConnection(connection).query(this.statement)
  }

  handleCopyInResponse(connection: Connection): void {
    const copy = asCopyConnection(connection)
    // As the driver's sendCopyFromChunk, which copies megabytes to put these five bytes before them.
    const head = Buffer.from('d\0\0\0\0')
    head.writeInt32BE(this.body.length + 4, 1)
    copy.stream.cork()
    copy.stream.write(head)
    copy.stream.write(this.body)
    copy.stream.uncork()
    copy.endCopyFrom()
  }

  /** The driver forgets a query that failed (pg/lib/client.js): nothing further is heard. */
  handleError(error: Error): void {
    this.done(error)
  }

  handleReadyForQuery(): void {
    this.done(null)
  }

  handleCommandComplete(): void {
    // ReadyForQuery follows.
  }
}

/** @types/pg leaves out the methods that pg-copy-streams and this file live on. */
function asCopyConnection(connection: Connection): CopyConnection {
  return connection as unknown as CopyConnection
}
