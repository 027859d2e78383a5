import type { PoolClient } from 'pg'
import { bigintArray, integerArray, timestampArray } from '@/lib/db/array-parameter'
import { eventFileId } from '@/lib/wire/event-file-id'
import type { FileRows, LogRow } from './log-row'

interface NamedFile {
  readonly fileId: string
  /** 64 hex. */
  readonly firstLine: string
}

/**
 * Locks the files that others are copies of, or what is left of them: those whose id is made from the first line that they share. Two
 * writers of the same lines then wait for each other. Parts of no such file are not looked at.
 */
export async function lockOriginals(client: PoolClient, parts: readonly NamedFile[]): Promise<void> {
  const isCopy = ({ fileId, firstLine }: NamedFile) => fileId !== eventFileId(firstLine)
  if (!parts.some(isCopy)) return
  const ids = parts.flatMap((part) =>
    isCopy(part) ? [part.fileId, eventFileId(part.firstLine)] : [part.fileId],
  )
  await client.query('SELECT 1 FROM event_file WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE', [ids])
}

/**
 * The numbers of files, by file id, in which lines of it may be stored already: files of the same repository that begin with the same line,
 * where that line names its process and so has an id of its own. The files must be locked.
 */
export async function findCopies(
  client: PoolClient,
  parts: readonly NamedFile[],
): Promise<Map<string, readonly number[]>> {
  const { rows } = await client.query<{ id: string; copies: number[] }>({
    name: 'find-copies',
    text: `SELECT f.id, array_agg(c.number) AS copies
      FROM unnest($1::uuid[], $2::uuid[]) AS u(id, original)
      JOIN event_file f ON f.id = u.id JOIN event_file c ON c.first_line_hash = f.first_line_hash AND c.id <> f.id
      JOIN proxy p ON p.id = f.reporter_id JOIN proxy q ON q.id = c.reporter_id AND q.repository_id = p.repository_id
      WHERE EXISTS (SELECT 1 FROM event_file o WHERE o.id = u.original) GROUP BY f.id`,
    values: [parts.map(({ fileId }) => fileId), parts.map(({ firstLine }) => eventFileId(firstLine))],
  })
  return new Map(rows.map(({ id, copies }) => [id, copies]))
}

/** What of a part of a file is in the log already, as that of a copy. */
export interface Copied {
  /** Stored: the same bytes at the same offset and time. */
  readonly lines: ReadonlySet<LogRow>
  /** Offsets of lines that were rejected. */
  readonly rejected: ReadonlySet<number>
}

const NOTHING: Copied = { lines: new Set(), rejected: new Set() }

/**
 * Compares parts of files with the copies of them; `note` tells it of lines that the same transaction is about to store. What another proxy
 * says to have decided is no copy: whoever can read the events of one could say them first.
 */
export class CopiedLines {
  readonly #noted = new Set<string>()

  constructor(private readonly client: PoolClient) {}

  /** `by`: id of the proxy whose connector sends the part. `copies`: numbers of the files in which its lines may be stored. */
  async of(
    { file, rows, outOfRange, rejected }: FileRows,
    by: string,
    copies: readonly number[],
  ): Promise<Copied> {
    if (copies.length === 0) return NOTHING
    const lines = rows.concat(outOfRange)
    const stored = await this.#stored(lines, by, copies)
    const offsets = [...rejected, ...outOfRange].map(({ offset }) => offset)
    const isNoted = (row: LogRow) => this.#noted.has(keyOf(by, file.firstLine, row))
    return {
      lines: new Set(lines.filter((row) => stored.has(row) || isNoted(row))),
      rejected: await this.#rejected(offsets, by, copies),
    }
  }

  note(by: string, firstLine: string, row: LogRow): void {
    this.#noted.add(keyOf(by, firstLine, row))
  }

  async #stored(lines: readonly LogRow[], by: string, copies: readonly number[]): Promise<Set<LogRow>> {
    const { rows } = await this.client.query<{ place: string }>(
      `SELECT u.place FROM unnest($1::timestamptz[], $2::bigint[], $3::text[]) WITH ORDINALITY AS u(at, o, hash, place)
       WHERE EXISTS (SELECT 1 FROM decision d WHERE d.at = u.at AND d.file = ANY($4::int[]) AND d."offset" = u.o
         AND d.line_hash = decode(u.hash, 'hex') AND d.proxy IN (0, (SELECT number FROM proxy WHERE id = $5::uuid)))`,
      [
        timestampArray(lines.map(({ at }) => at)),
        bigintArray(lines.map(({ offset }) => offset)),
        lines.map(({ hash }) => hash),
        integerArray(copies),
        by,
      ],
    )
    return new Set(rows.flatMap(({ place }) => lines[Number(place) - 1] ?? []))
  }

  async #rejected(offsets: readonly number[], by: string, copies: readonly number[]): Promise<Set<number>> {
    if (offsets.length === 0) return new Set()
    const { rows } = await this.client.query<{ at: string }>(
      `SELECT g.from_offset AS at FROM log_gap g JOIN event_file f ON f.id = g.file_id
       WHERE f.number = ANY($1::int[]) AND f.reporter_id = $3::uuid AND g.reason = 'rejected' AND g.from_offset = ANY($2::bigint[])`,
      [integerArray(copies), bigintArray(offsets), by],
    )
    return new Set(rows.map(({ at }) => Number(at)))
  }
}

function keyOf(by: string, firstLine: string, { offset, at, hash }: LogRow): string {
  return `${by} ${firstLine} ${offset} ${at} ${hash}`
}
