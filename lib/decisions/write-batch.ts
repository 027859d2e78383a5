import type { PoolClient } from 'pg'
import {
  bigintArray,
  byteaArray,
  integerArray,
  smallintArray,
  textArray,
  timestampArray,
} from '@/lib/db/array-parameter'
import type { RollUps } from './roll-up'

/** A decision as it is stored. */
export interface StoredRow {
  /** Microseconds since the Unix epoch. */
  readonly at: number
  /** event_file.number */
  readonly file: number
  readonly offset: number
  readonly repository: number
  readonly proxy: number
  readonly hash: string
  readonly tool: number
  /** 0 denied, 1 allowed, 2 allowed but would be denied. */
  readonly result: 0 | 1 | 2
  /** 0 when there is none. */
  readonly rule: number
  readonly attributed: boolean
  readonly message: number
  readonly digest: number
  readonly evidence: number
  readonly argsHash: string | null
  readonly argKeys: readonly string[] | null
  readonly payload: string | null
}

const INSERT = `INSERT INTO decision (at, file, "offset", repository, proxy, received_at, line_hash, tool, result, rule, attributed,
    message, digest, evidence, args_hash, arg_keys, payload)
  SELECT at, file, o, repository, proxy, $1, hash, tool, result, nullif(rule, 0), attributed = 1, nullif(message, 0),
    nullif(digest, 0), evidence, args_hash,
    CASE WHEN keys IS NULL THEN NULL ELSE ARRAY(SELECT jsonb_array_elements_text(keys::jsonb)) END, payload::jsonb
  FROM unnest($2::timestamptz[], $3::int[], $4::bigint[], $5::int[], $6::int[], $7::bytea[], $8::int[], $9::smallint[], $10::int[],
    $11::smallint[], $12::int[], $13::int[], $14::smallint[], $15::bytea[], $16::text[], $17::text[])
    AS u(at, file, o, repository, proxy, hash, tool, result, rule, attributed, message, digest, evidence, args_hash, keys, payload)`

/** Most batches carry neither argument keys nor payload: then two columns less are sent and read. */
const INSERT_PLAIN = INSERT.replace(/,\s*CASE WHEN keys.*payload::jsonb/s, ', NULL, NULL')
  .replace(', $16::text[], $17::text[])', ')')
  .replace(', keys, payload)', ')')

/** Writes rows that are known to be new; a unique violation means that they were not. */
export async function insertRows(
  client: PoolClient,
  rows: readonly StoredRow[],
  receivedAt: Date,
): Promise<void> {
  if (rows.length === 0) return
  const rich = rows.some(({ argKeys, payload }) => argKeys !== null || payload !== null)
  const columns = [
    receivedAt,
    timestampArray(rows.map(({ at }) => at)),
    integerArray(rows.map(({ file }) => file)),
    bigintArray(rows.map(({ offset }) => offset)),
    integerArray(rows.map(({ repository }) => repository)),
    integerArray(rows.map(({ proxy }) => proxy)),
    byteaArray(rows.map(({ hash }) => hash)),
    integerArray(rows.map(({ tool }) => tool)),
    smallintArray(rows.map(({ result }) => result)),
    integerArray(rows.map(({ rule }) => rule)),
    smallintArray(rows.map(({ attributed }) => (attributed ? 1 : 0))),
    integerArray(rows.map(({ message }) => message)),
    integerArray(rows.map(({ digest }) => digest)),
    smallintArray(rows.map(({ evidence }) => evidence)),
    byteaArray(rows.map(({ argsHash }) => argsHash)),
  ]
  if (!rich) {
    await client.query({ name: 'insert-decisions', text: INSERT_PLAIN, values: columns })
    return
  }
  const keys = textArray(rows.map(({ argKeys }) => (argKeys === null ? null : JSON.stringify(argKeys))))
  const payload = textArray(rows.map(({ payload }) => payload))
  await client.query({ name: 'insert-rich-decisions', text: INSERT, values: [...columns, keys, payload] })
}

const COUNT = `WITH minutes AS (
    INSERT INTO decision_minute AS c (minute, repository, shard, result, n)
    SELECT * FROM unnest($1::timestamptz[], $2::int[], $3::smallint[], $4::smallint[], $5::bigint[])
    ON CONFLICT (minute, repository, shard, result) DO UPDATE SET n = c.n + excluded.n
  ), hours AS (
    INSERT INTO decision_hour AS c (hour, repository, proxy, tool, result, rule, digest, n)
    SELECT * FROM unnest($6::timestamptz[], $7::int[], $8::int[], $9::int[], $10::smallint[], $11::int[], $12::int[], $13::bigint[])
    ON CONFLICT (hour, repository, proxy, tool, result, rule, digest) DO UPDATE SET n = c.n + excluded.n
  )
  INSERT INTO decision_day AS c (day, repository, proxy, tool, result, rule, digest, n)
  SELECT (day AT TIME ZONE 'UTC')::date, repository, proxy, tool, result, rule, digest, n
  FROM unnest($14::timestamptz[], $15::int[], $16::int[], $17::int[], $18::smallint[], $19::int[], $20::int[], $21::bigint[])
    AS u(day, repository, proxy, tool, result, rule, digest, n)
  ON CONFLICT (day, repository, proxy, tool, result, rule, digest) DO UPDATE SET n = c.n + excluded.n`

/** Adds counts to the roll-ups; the last statement of a transaction, since other writers wait for the counted rows. */
export async function addCounts(client: PoolClient, { minutes, hours, days }: RollUps): Promise<void> {
  if (minutes.length === 0) return
  const cells = (counts: RollUps['hours']) => [
    timestampArray(counts.map(({ start }) => start)),
    integerArray(counts.map(({ repository }) => repository)),
    integerArray(counts.map(({ proxy }) => proxy)),
    integerArray(counts.map(({ tool }) => tool)),
    smallintArray(counts.map(({ result }) => result)),
    integerArray(counts.map(({ rule }) => rule)),
    integerArray(counts.map(({ digest }) => digest)),
    bigintArray(counts.map(({ n }) => n)),
  ]
  const values = [
    timestampArray(minutes.map(({ start }) => start)),
    integerArray(minutes.map(({ repository }) => repository)),
    smallintArray(minutes.map(({ shard }) => shard)),
    smallintArray(minutes.map(({ result }) => result)),
    bigintArray(minutes.map(({ n }) => n)),
    ...cells(hours),
    ...cells(days),
  ]
  await client.query({ name: 'count-decisions', text: COUNT, values })
}
