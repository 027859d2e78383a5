import type { PoolClient } from 'pg'
import { eventFileId } from '@/lib/wire/event-file-id'

/** A part of an event file that a connector says it sends. */
export interface SentPart {
  readonly fileId: string
  /** Proxy of the token. */
  readonly reporterId: string
  /** 64 hex. */
  readonly firstLine: string
  /** The connector knows the proxy whose process writes the file. */
  readonly matched: boolean
  readonly from: number
  readonly to: number
}

/** An event file that is locked until the end of the transaction. */
export interface LockedFile {
  readonly number: number
  /** Everything before this offset was accounted for by earlier batches. */
  readonly acked: number
}

/**
 * `held`: the connector of the proxy that writes the file sends it; nothing is to be taken from one that cannot tell whose it is.
 * `foreign-file`: another proxy has it. `undecided`: another one has it that was not heard of since this one was enrolled, as where a proxy got
 * another name: it reports again soon, or its file goes over.
 */
export type Claim = LockedFile | 'held' | 'undecided' | 'foreign-file' | 'file-mismatch'

/**
 * In SQL: nobody reports for the proxy that holds the file `f` any more. Whoever could read its events must not take them from it. Contacts are
 * written now and then; the first one, and one after a silence, before the connector is answered.
 */
const HAS_LEFT = `NOT EXISTS (SELECT 1 FROM proxy o JOIN proxy_contact c ON c.proxy_id = o.id
  WHERE o.id = f.reporter_id AND o.retired_at IS NULL AND c.last_seen_at > $5::timestamptz - interval '5 minutes')`

/**
 * Registers and locks event files and moves their acknowledged offset. A file of another proxy, or one whose first line changed, is not
 * touched. An id that is made from the file itself is the same from every connector: its proxies share the file until the connector of one
 * knows it as its own, which holds it then as long as it is there; each offset is stored once. Must be the first statement of the transaction beside `lockOriginals`: files are locked in the order of their ids, so that writers never deadlock.
 */
export async function claimFiles(
  client: PoolClient,
  parts: readonly SentPart[],
  now: Date,
): Promise<Map<string, Claim>> {
  const sorted = [...parts].sort((a, b) => (a.fileId < b.fileId ? -1 : 1))
  const { rows } = await client.query<{ id: string; number: number; acked: string | null }>({
    name: 'claim-event-files',
    // A sequence moves also for rows that conflict: a number is taken for a new file only, or int4 runs out under ordinary traffic.
    text: `INSERT INTO event_file AS f (id, number, reporter_id, first_line_hash, acked_offset, created_at, matched)
      SELECT id, COALESCE((SELECT e.number FROM event_file e WHERE e.id = u.id), nextval('event_file_number_seq'))::int,
        reporter, decode(line, 'hex'), acked, $5, matched
      FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::bigint[], $6::boolean[]) AS u(id, reporter, line, acked, matched)
      ON CONFLICT (id) DO UPDATE SET acked_offset = greatest(f.acked_offset, excluded.acked_offset),
        reporter_id = CASE WHEN excluded.matched THEN excluded.reporter_id ELSE f.reporter_id END,
        instance_id = CASE WHEN excluded.matched AND f.reporter_id <> excluded.reporter_id THEN NULL ELSE f.instance_id END,
        matched = f.matched IS TRUE OR excluded.matched
      WHERE f.first_line_hash = excluded.first_line_hash AND (f.reporter_id = excluded.reporter_id
        OR f.id = ANY($7::uuid[]) AND (f.matched IS NOT TRUE OR excluded.matched AND ${HAS_LEFT})
          AND EXISTS (SELECT 1 FROM proxy a JOIN proxy b USING (repository_id) WHERE a.id = f.reporter_id AND b.id = excluded.reporter_id))
      RETURNING f.id, f.number, old.acked_offset AS acked`,
    values: [
      sorted.map(({ fileId }) => fileId),
      sorted.map(({ reporterId }) => reporterId),
      sorted.map(({ firstLine }) => firstLine),
      sorted.map(({ to }) => to),
      now,
      sorted.map(({ matched }) => matched),
      sorted.filter(isShared).map(({ fileId }) => fileId),
    ],
  })
  const claims = new Map<string, Claim>(
    rows.map(({ id, number, acked }) => [id, { number, acked: Number(acked ?? 0) }]),
  )
  const refused = sorted.filter(({ fileId }) => !claims.has(fileId))
  if (refused.length > 0) await explainRefusals(client, refused, claims)
  return claims
}

/** Who knows the first line has the file: only then an id may be used that another proxy's connector uses as well. */
function isShared({ fileId, firstLine }: SentPart): boolean {
  return fileId === eventFileId(firstLine)
}

async function explainRefusals(
  client: PoolClient,
  refused: SentPart[],
  claims: Map<string, Claim>,
): Promise<void> {
  const { rows } = await client.query<RefusingFile & { id: string }>(
    `SELECT f.id, f.reporter_id AS reporter, encode(f.first_line_hash, 'hex') AS line,
       ARRAY(SELECT p.id::text FROM proxy o JOIN proxy p USING (repository_id) WHERE o.id = f.reporter_id AND p.id = ANY($2::uuid[])) AS neighbours,
       ARRAY(SELECT t.proxy_id::text FROM proxy_contact c JOIN proxy_token t ON t.proxy_id = ANY($2::uuid[])
         WHERE c.proxy_id = f.reporter_id GROUP BY t.proxy_id, c.last_seen_at HAVING max(t.created_at) > c.last_seen_at) AS successors
     FROM event_file f WHERE f.id = ANY($1::uuid[])`,
    [refused.map(({ fileId }) => fileId), refused.map(({ reporterId }) => reporterId)],
  )
  const files = new Map(rows.map((row) => [row.id, row]))
  for (const part of refused) claims.set(part.fileId, reasonOf(part, files.get(part.fileId)))
}

interface RefusingFile {
  readonly reporter: string
  readonly line: string
  /** Proxies of its repository, among those that were refused. */
  readonly neighbours: readonly string[]
  /** Those of them that were enrolled after it was heard of last. */
  readonly successors: readonly string[]
}

function reasonOf(part: SentPart, file: RefusingFile | undefined): Exclude<Claim, LockedFile> {
  if (file === undefined) return 'foreign-file'
  if (file.reporter === part.reporterId) return 'file-mismatch'
  const isNeighbour = file.neighbours.includes(part.reporterId) && file.line === part.firstLine
  if (!isShared(part) || !isNeighbour) return 'foreign-file'
  if (!part.matched) return 'held'
  return file.successors.includes(part.reporterId) ? 'undecided' : 'foreign-file'
}

/** Bytes of a file that will never be in the log. */
export interface LostBytes {
  readonly fileId: string
  readonly from: number
  readonly to: number
  /** Microseconds since the Unix epoch. */
  readonly fromTime: number | null
  readonly toTime: number | null
  readonly events: number | null
  readonly reason: string
}

/** Records lost bytes; what is known already stays as it was. */
export async function recordGaps(client: PoolClient, gaps: readonly LostBytes[], now: Date): Promise<void> {
  if (gaps.length === 0) return
  await client.query(
    `INSERT INTO log_gap (file_id, from_offset, to_offset, from_time, to_time, events, reason, received_at)
     SELECT id, f, t, to_timestamp(ft), to_timestamp(tt), n, reason, $8
     FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::float8[], $5::float8[], $6::bigint[], $7::text[])
       AS u(id, f, t, ft, tt, n, reason)
     ON CONFLICT (file_id, from_offset, to_offset, reason) DO NOTHING`,
    [
      gaps.map(({ fileId }) => fileId),
      gaps.map(({ from }) => from),
      gaps.map(({ to }) => to),
      gaps.map(({ fromTime }) => seconds(fromTime)),
      gaps.map(({ toTime }) => seconds(toTime)),
      gaps.map(({ events }) => events),
      gaps.map(({ reason }) => reason),
      now,
    ],
  )
}

function seconds(microseconds: number | null): number | null {
  return microseconds === null ? null : microseconds / 1e6
}

/** Takes back what of a gap stood for bytes that came after all; returns whether there was one. */
export async function forgetMissing(
  client: PoolClient,
  { fileId, from, to }: { fileId: string; from: number; to: number },
): Promise<boolean> {
  const { rows } = await client.query<{ from: string; to: string }>(
    `DELETE FROM log_gap WHERE file_id = $1 AND reason = 'missing' AND from_offset < $3 AND to_offset > $2
     RETURNING from_offset AS "from", to_offset AS "to", from_time, to_time, received_at`,
    [fileId, from, to],
  )
  const rest = rows.flatMap((gap) => [
    { ...gap, to: Math.min(Number(gap.to), from) },
    { ...gap, from: Math.max(Number(gap.from), to) },
  ])
  const left = rest.filter((gap) => Number(gap.from) < Number(gap.to))
  if (left.length > 0) {
    await client.query(
      `INSERT INTO log_gap (file_id, from_offset, to_offset, from_time, to_time, reason, received_at)
       SELECT $1, r."from", r."to", r.from_time, r.to_time, 'missing', r.received_at
       FROM jsonb_to_recordset($2::jsonb) AS r("from" bigint, "to" bigint, from_time timestamptz, to_time timestamptz, received_at timestamptz)
       ON CONFLICT (file_id, from_offset, to_offset, reason) DO NOTHING`,
      [fileId, JSON.stringify(left)],
    )
  }
  return rows.length > 0
}

/** Where each file begins to miss bytes that nobody gave up; files that miss none are left out. */
export async function missingFrom(
  client: PoolClient,
  fileIds: readonly string[],
): Promise<Map<string, number>> {
  if (fileIds.length === 0) return new Map()
  const { rows } = await client.query<{ id: string; from: string }>(
    `SELECT file_id AS id, min(from_offset) AS "from" FROM log_gap WHERE file_id = ANY($1::uuid[]) AND reason = 'missing'
     GROUP BY file_id`,
    [fileIds],
  )
  return new Map(rows.map(({ id, from }) => [id, Number(from)]))
}
