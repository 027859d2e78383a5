import type { PoolClient } from 'pg'
import { bigintArray, integerArray, timestampArray } from '@/lib/db/array-parameter'
import type { LogRow } from './log-row'

/** A decision whose offset was accounted for before. */
export interface Resent {
  readonly fileId: string
  readonly file: number
  readonly row: LogRow
}

/** A row's fate: stored with the same bytes, stored with others (its hash; '' when under another time), refused before, or never seen. */
export type Fate = 'duplicate' | 'rejected' | 'missing' | { readonly storedHash: string }

/**
 * Compares resent rows with what is stored. The file is locked, so the answer holds until the end of the transaction. Identity is
 * (file, offset); the log's key holds the time as well, so a line that was stored under another time is known by its offset alone.
 */
export async function judgeResent(client: PoolClient, resent: readonly Resent[]): Promise<Fate[]> {
  if (resent.length === 0) return []
  const stored = await storedHashes(client, resent)
  const unknown = resent.filter((_, index) => stored[index] === undefined)
  const gaps = unknown.length === 0 ? [] : await gapsOf(client, unknown)
  return resent.map(({ fileId, row }, index) => {
    const hash = stored[index]
    if (hash !== undefined) return hash === row.hash ? 'duplicate' : { storedHash: hash }
    const gap = gaps.find((gap) => gap.fileId === fileId && gap.from <= row.offset && row.offset < gap.to)
    if (gap?.reason === 'missing') return 'missing'
    return gap?.reason === 'rejected' ? 'rejected' : { storedHash: '' }
  })
}

async function storedHashes(client: PoolClient, resent: readonly Resent[]): Promise<(string | undefined)[]> {
  const { rows } = await client.query<{ place: string; hash: string }>(
    `SELECT place, encode(d.line_hash, 'hex') AS hash
     FROM unnest($1::timestamptz[], $2::int[], $3::bigint[]) WITH ORDINALITY AS u(at, file, o, place)
     JOIN decision d ON d.at = u.at AND d.file = u.file AND d."offset" = u.o`,
    [
      timestampArray(resent.map(({ row }) => row.at)),
      integerArray(resent.map(({ file }) => file)),
      bigintArray(resent.map(({ row }) => row.offset)),
    ],
  )
  const hashes = new Map(rows.map(({ place, hash }) => [Number(place) - 1, hash]))
  return resent.map((_, index) => hashes.get(index))
}

interface Gap {
  readonly fileId: string
  readonly from: number
  readonly to: number
  readonly reason: string
}

async function gapsOf(client: PoolClient, resent: readonly Resent[]): Promise<Gap[]> {
  const { rows } = await client.query<{ id: string; f: string; t: string; reason: string }>(
    'SELECT file_id AS id, from_offset AS f, to_offset AS t, reason FROM log_gap WHERE file_id = ANY($1::uuid[])',
    [[...new Set(resent.map(({ fileId }) => fileId))]],
  )
  return rows.map(({ id, f, t, reason }) => ({ fileId: id, from: Number(f), to: Number(t), reason }))
}

/** A line that came with other bytes than those stored. */
export interface Conflict {
  readonly fileId: string
  readonly offset: number
  readonly storedHash: string
  readonly sentHash: string
}

/** Records conflicts for good; one that is sent again is recorded once. */
export async function recordConflicts(
  client: PoolClient,
  conflicts: readonly Conflict[],
  now: Date,
): Promise<void> {
  if (conflicts.length === 0) return
  await client.query(
    `INSERT INTO decision_conflict (file_id, "offset", stored_hash, sent_hash, received_at)
     SELECT id, o, decode(stored, 'hex'), decode(sent, 'hex'), $5
     FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::text[]) AS u(id, o, stored, sent)
     ON CONFLICT DO NOTHING`,
    [
      conflicts.map(({ fileId }) => fileId),
      conflicts.map(({ offset }) => offset),
      conflicts.map(({ storedHash }) => storedHash),
      conflicts.map(({ sentHash }) => sentHash),
      now,
    ],
  )
}
