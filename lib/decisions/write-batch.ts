import type { PoolClient } from 'pg'
import { bigintArray, integerArray, smallintArray, timestampArray } from '@/lib/db/array-parameter'
import { BinaryRows } from '@/lib/db/binary-rows'
import { copyRows } from '@/lib/db/copy-rows'
import type { FacetCount, RollUps } from './roll-up'

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

const COLUMNS = `at, file, "offset", repository, proxy, received_at, line_hash, tool, result, rule, attributed, message, digest,
    evidence, args_hash, arg_keys, payload`
const FIELDS = 17
/** A row without argument keys and payload. */
const PLAIN_BYTES = 192

/** Writes rows that are known to be new; a unique violation means that they were not. */
export async function insertRows(
  client: PoolClient,
  rows: readonly StoredRow[],
  receivedAt: Date,
): Promise<void> {
  if (rows.length === 0) return
  const received = receivedAt.getTime() * 1000
  const binary = new BinaryRows(FIELDS, rows.length * PLAIN_BYTES)
  for (const row of rows) {
    binary.row()
    binary.timestamp(row.at)
    binary.integer(row.file)
    binary.bigint(row.offset)
    binary.integer(row.repository)
    binary.integer(row.proxy)
    binary.timestamp(received)
    binary.bytea(row.hash)
    binary.integer(row.tool)
    binary.smallint(row.result)
    binary.integer(row.rule === 0 ? null : row.rule)
    binary.boolean(row.attributed)
    binary.integer(row.message === 0 ? null : row.message)
    binary.integer(row.digest === 0 ? null : row.digest)
    binary.smallint(row.evidence)
    binary.bytea(row.argsHash)
    binary.texts(row.argKeys)
    binary.jsonb(row.payload)
  }
  await copyRows(client, `COPY decision (${COLUMNS}) FROM STDIN (FORMAT binary)`, binary.finish())
}

/** One statement for all of them: from it on other writers wait until the commit, and each answer waits for its turn in JavaScript. */
const COUNT = `WITH minutes AS (
    INSERT INTO decision_minute AS c (minute, repository, shard, result, n)
    SELECT * FROM unnest($1::timestamptz[], $2::int[], $3::smallint[], $4::smallint[], $5::bigint[])
    ON CONFLICT (minute, repository, shard, result) DO UPDATE SET n = c.n + excluded.n
  ), hours AS (
    INSERT INTO decision_hour AS c (hour, repository, proxy, tool, result, rule, digest, n)
    SELECT * FROM unnest($6::timestamptz[], $7::int[], $8::int[], $9::int[], $10::smallint[], $11::int[], $12::int[], $13::bigint[])
    ON CONFLICT (hour, repository, proxy, tool, result, rule, digest) DO UPDATE SET n = c.n + excluded.n
  ), days AS (
    INSERT INTO decision_day AS c (day, repository, proxy, tool, result, rule, digest, n)
    SELECT (day AT TIME ZONE 'UTC')::date, repository, proxy, tool, result, rule, digest, n
    FROM unnest($14::timestamptz[], $15::int[], $16::int[], $17::int[], $18::smallint[], $19::int[], $20::int[], $21::bigint[])
      AS u(day, repository, proxy, tool, result, rule, digest, n)
    ON CONFLICT (day, repository, proxy, tool, result, rule, digest) DO UPDATE SET n = c.n + excluded.n
  ), hour_facets AS (
    INSERT INTO decision_hour_facet AS c (hour, repository, facet, id, result, n)
    SELECT * FROM unnest($22::timestamptz[], $23::int[], $24::smallint[], $25::int[], $26::smallint[], $27::bigint[])
    ON CONFLICT (repository, facet, hour, id, result) DO UPDATE SET n = c.n + excluded.n
  )
  INSERT INTO decision_day_facet AS c (day, repository, facet, id, result, n)
  SELECT (day AT TIME ZONE 'UTC')::date, repository, facet, id, result, n
  FROM unnest($28::timestamptz[], $29::int[], $30::smallint[], $31::int[], $32::smallint[], $33::bigint[])
    AS u(day, repository, facet, id, result, n)
  ON CONFLICT (repository, facet, day, id, result) DO UPDATE SET n = c.n + excluded.n`

/** Adds counts to the roll-ups; the last statement of a transaction, since other writers wait for the counted rows. */
export async function addCounts(client: PoolClient, rollUps: RollUps): Promise<void> {
  const { minutes, hours, days, hourFacets, dayFacets } = rollUps
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
    ...facetColumns(hourFacets),
    ...facetColumns(dayFacets),
  ]
  await client.query({ name: 'count-decisions', text: COUNT, values })
}

function facetColumns(counts: readonly FacetCount[]): Buffer[] {
  return [
    timestampArray(counts.map(({ start }) => start)),
    integerArray(counts.map(({ repository }) => repository)),
    smallintArray(counts.map(({ facet }) => facet)),
    integerArray(counts.map(({ id }) => id)),
    smallintArray(counts.map(({ result }) => result)),
    bigintArray(counts.map(({ n }) => n)),
  ]
}
