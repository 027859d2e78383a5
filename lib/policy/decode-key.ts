import { formatValue } from './go/format'
import { sortGoStrings, goStringFromBytes } from './go-bytes'
import { quote } from './go/quote'
import type { GoTime, GoValue } from './policy'

/**
 * A text that is equal for two values exactly when they are the same key of a Go `map[interface{}]…`; `null` when the value cannot be
 * a key (lists and maps).
 */
export function keyIdentity(value: GoValue): string | null {
  switch (value.kind) {
    case 'list':
    case 'map':
      return null
    case 'null':
      return 'null'
    case 'string':
      return `string:${value.bytes === undefined ? value.value : value.bytes.join()}`
    case 'float':
      return floatIdentity(value.value)
    case 'time':
      return `time:${timeIdentity(value.value)}`
    default:
      return `${value.kind}:${value.value}`
  }
}

let distinct = 0

/** NaN never equals itself, and -0 equals 0. */
function floatIdentity(value: number): string {
  return Number.isNaN(value) ? `nan:${distinct++}` : `float:${value === 0 ? 0 : value}`
}

/** Go compares the location by address, and each parsed offset has its own. */
function timeIdentity(time: GoTime): string {
  const zone = time.offsetSeconds === null ? '' : `@${distinct++}`
  return `${time.seconds}.${time.nanoseconds}${zone}`
}

/** Deeper keys are cut: this text only appears in an error. */
const DEEPEST = 100

/** Go's `%#v` of a decoded list or map, for the error about such a key. */
export function goSyntax(value: GoValue, depth = 0): string {
  if (depth > DEEPEST) return '...'
  switch (value.kind) {
    case 'null':
      return 'interface {}(nil)'
    case 'string':
      return quote(value.bytes === undefined ? value.value : goStringFromBytes(value.bytes))
    case 'uint64':
      return `0x${value.value.toString(16)}`
    case 'list':
      return `[]interface {}{${value.items.map((item) => goSyntax(item, depth + 1)).join(', ')}}`
    case 'map': {
      const entries = value.entries.map(
        ([key, item]) => `${goSyntax(key, depth + 1)}:${goSyntax(item, depth + 1)}`,
      )
      const sorted = sortGoStrings(entries).sort((a, b) => Number(isNil(b)) - Number(isNil(a)))
      return `map[${value.anyKeys ? 'interface {}' : 'string'}]interface {}{${sorted.join(', ')}}`
    }
    case 'time':
      return timeSyntax(value.value)
    default:
      return formatValue(value)
  }
}

/** Go sorts a nil key before all others; between types its order is that of memory addresses. */
function isNil(entry: string): boolean {
  return entry.startsWith('interface {}(nil):')
}

function timeSyntax(time: GoTime): string {
  const local = new Date(Number(time.seconds + BigInt(time.offsetSeconds ?? 0)) * 1000)
  const month = local.toLocaleString('en-US', { month: 'long', timeZone: 'UTC' })
  const fields = [
    local.getUTCFullYear(),
    `time.${month}`,
    local.getUTCDate(),
    local.getUTCHours(),
    local.getUTCMinutes(),
    local.getUTCSeconds(),
    time.nanoseconds,
    time.offsetSeconds === null ? 'time.UTC' : 'time.Location("")',
  ]
  return `time.Date(${fields.join(', ')})`
}
