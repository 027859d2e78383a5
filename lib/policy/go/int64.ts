const TWO_63 = 2 ** 63
const MIN_INT64 = -(2n ** 63n)

/** Go's `int64(f)` on amd64: cut toward zero; what does not fit, and NaN, is the smallest int64. */
export function toInt64(value: number): bigint {
  return value < TWO_63 && value >= -TWO_63 ? BigInt(Math.trunc(value)) : MIN_INT64
}

/** A sum or difference as Go's int64 arithmetic leaves it: wrapped around. */
export function wrapInt64(value: bigint): bigint {
  return BigInt.asIntN(64, value)
}
