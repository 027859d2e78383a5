/** The exponents from which Go's `%v` writes a float in exponent form. */
const LARGE = 6
const SMALL = -5

/** Go's `%v` of a float64: the shortest digits that read back, e.g. `1e+06`, `9.5e-05`, `-0`, `+Inf`. */
export function formatFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (value === Infinity) return '+Inf'
  if (value === -Infinity) return '-Inf'
  if (value === 0) return Object.is(value, -0) ? '-0' : '0'
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value)
  const [mantissa = '', exponent = ''] = value.toExponential().split('e')
  const power = Number(exponent)
  if (power > SMALL && power < LARGE) return String(value)
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`
}
