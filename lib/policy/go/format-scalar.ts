import { goStringFromBytes } from '../go-bytes'
import type { GoValue } from '../policy'
import { formatFloat } from './format-number'
import { formatTime } from './format-time'

/** Go's `%v` of a value that is no list and no map. */
export function scalarText(value: GoValue): string {
  switch (value.kind) {
    case 'null':
      return '<nil>'
    case 'string':
      return value.bytes === undefined ? value.value : goStringFromBytes(value.bytes)
    case 'float':
      return formatFloat(value.value)
    case 'time':
      return formatTime(value.value)
    case 'list':
    case 'map':
      return ''
    default:
      return String(value.value)
  }
}
