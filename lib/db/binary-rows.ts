/** PostgreSQL counts microseconds from 2000-01-01. */
const EPOCH_2000 = 946_684_800_000_000
const SIGNATURE = Buffer.from('PGCOPY\n\u00ff\r\n\0', 'latin1')
const TEXT_OID = 25

/**
 * Rows in the binary format of COPY (PostgreSQL's documentation of COPY, "Binary Format"; the values as the types' _recv functions read
 * them). Every field of a row must be written, in the order of the statement's columns, and numbers that do not fit wrap.
 */
export class BinaryRows {
  #buffer: Buffer
  /** Of the same bytes. */
  #view: DataView
  #at: number

  constructor(
    private readonly fields: number,
    expectedBytes: number,
  ) {
    this.#buffer = Buffer.allocUnsafe(expectedBytes + 64)
    this.#view = viewOf(this.#buffer)
    SIGNATURE.copy(this.#buffer)
    // No flags, no header extension.
    this.#buffer.fill(0, SIGNATURE.length, SIGNATURE.length + 8)
    this.#at = SIGNATURE.length + 8
  }

  row(): void {
    this.#room(2)
    this.#int16(this.fields)
  }

  smallint(value: number): void {
    this.#begin(2)
    this.#int16(value)
  }

  integer(value: number | null): void {
    if (value === null) return this.#null()
    this.#begin(4)
    this.#int32(value)
  }

  boolean(value: boolean): void {
    this.#begin(1)
    this.#view.setUint8(this.#at, value ? 1 : 0)
    this.#at += 1
  }

  /** Safe integers only. */
  bigint(value: number): void {
    this.#begin(8)
    const high = Math.floor(value / 2 ** 32)
    this.#view.setInt32(this.#at, high)
    this.#view.setUint32(this.#at + 4, value - high * 2 ** 32)
    this.#at += 8
  }

  /** Microseconds since the Unix epoch. */
  timestamp(value: number): void {
    this.bigint(value - EPOCH_2000)
  }

  /** A value in hex digits. */
  bytea(value: string | null): void {
    if (value === null) return this.#null()
    this.#begin(value.length / 2)
    this.#at += this.#buffer.write(value, this.#at, 'hex')
  }

  /** PostgreSQL refuses U+0000 and lone surrogates: escape them first. */
  jsonb(value: string | null): void {
    if (value === null) return this.#null()
    const size = Buffer.byteLength(value)
    this.#begin(1 + size)
    this.#view.setUint8(this.#at, 1)
    this.#at += 1
    this.#at += this.#buffer.write(value, this.#at)
  }

  /** As `jsonb`: escape first. */
  texts(values: readonly string[] | null): void {
    if (values === null) return this.#null()
    const sizes = values.map((value) => Buffer.byteLength(value))
    const header = values.length === 0 ? 12 : 20
    this.#begin(sizes.reduce((sum, size) => sum + 4 + size, header))
    const numbers = [
      values.length === 0 ? 0 : 1,
      0,
      TEXT_OID,
      ...(values.length === 0 ? [] : [values.length, 1]),
    ]
    for (const number of numbers) this.#int32(number)
    values.forEach((value, index) => {
      this.#int32(sizes[index] ?? 0)
      this.#at += this.#buffer.write(value, this.#at)
    })
  }

  finish(): Buffer {
    this.#room(2)
    this.#int16(-1)
    return this.#buffer.subarray(0, this.#at)
  }

  #null(): void {
    this.#room(4)
    this.#int32(-1)
  }

  #begin(size: number): void {
    this.#room(4 + size)
    this.#int32(size)
  }

  #int16(value: number): void {
    this.#view.setInt16(this.#at, value)
    this.#at += 2
  }

  #int32(value: number): void {
    this.#view.setInt32(this.#at, value)
    this.#at += 4
  }

  #room(size: number): void {
    if (this.#at + size <= this.#buffer.length) return
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#at + size))
    this.#buffer.copy(larger, 0, 0, this.#at)
    this.#buffer = larger
    this.#view = viewOf(larger)
  }
}

function viewOf({ buffer, byteOffset, byteLength }: Buffer): DataView {
  return new DataView(buffer, byteOffset, byteLength)
}
