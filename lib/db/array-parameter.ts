/**
 * Arrays as PostgreSQL's binary format has them (src/backend/utils/adt/arrayfuncs.c, array_recv). The driver sends a Buffer as a binary
 * parameter, which the server reads several times faster than the text of an array. Name the type in the statement: `$1::bigint[]`.
 */

const OIDS = { bigint: 20, smallint: 21, integer: 23, timestamptz: 1184 } as const
const HEADER = 20
/** PostgreSQL counts microseconds from 2000-01-01. */
const EPOCH_2000 = 946_684_800_000_000

export function smallintArray(values: readonly (number | null)[]): Buffer {
  return fixedArray(OIDS.smallint, 2, values, (buffer, value, at) => buffer.writeInt16BE(value, at))
}

export function integerArray(values: readonly (number | null)[]): Buffer {
  return fixedArray(OIDS.integer, 4, values, (buffer, value, at) => buffer.writeInt32BE(value, at))
}

/** Safe integers only. */
export function bigintArray(values: readonly (number | null)[]): Buffer {
  return fixedArray(OIDS.bigint, 8, values, writeInt64)
}

/** Times as microseconds since the Unix epoch. */
export function timestampArray(values: readonly (number | null)[]): Buffer {
  return fixedArray(OIDS.timestamptz, 8, values, (buffer, value, at) =>
    writeInt64(buffer, value - EPOCH_2000, at),
  )
}

function fixedArray(
  oid: number,
  width: number,
  values: readonly (number | null)[],
  write: (buffer: Buffer, value: number, at: number) => void,
): Buffer {
  const buffer = begin(oid, values, HEADER + values.length * (4 + width))
  let at = HEADER
  for (const value of values) {
    at = buffer.writeInt32BE(value === null ? -1 : width, at)
    if (value === null) continue
    write(buffer, value, at)
    at += width
  }
  return buffer.subarray(0, at)
}

function writeInt64(buffer: Buffer, value: number, at: number): void {
  const high = Math.floor(value / 2 ** 32)
  buffer.writeInt32BE(high, at)
  buffer.writeUInt32BE(value - high * 2 ** 32, at + 4)
}

function begin(oid: number, values: readonly unknown[], size: number): Buffer {
  const buffer = Buffer.alloc(size)
  buffer.writeInt32BE(values.length === 0 ? 0 : 1, 0)
  buffer.writeInt32BE(values.includes(null) ? 1 : 0, 4)
  buffer.writeInt32BE(oid, 8)
  if (values.length === 0) return buffer.subarray(0, 12)
  buffer.writeInt32BE(values.length, 12)
  buffer.writeInt32BE(1, 16)
  return buffer
}
