import type { GoValue } from '../policy'
import type { EditValue } from './edits'

/** A value of a policy as an edit carries it; null for what edits never write: dates, infinities, keys that are no text. */
export function editableValue(value: GoValue): EditValue | null {
  switch (value.kind) {
    case 'int':
    case 'uint64':
      return { kind: 'int', value: String(value.value) }
    case 'float':
      return Number.isFinite(value.value) ? { kind: 'float', value: value.value } : null
    case 'string':
      return value.bytes === undefined ? { kind: 'string', value: value.value } : null
    case 'time':
      return null
    case 'list': {
      const items = value.items.map(editableValue)
      return items.every((item) => item !== null) ? { kind: 'list', items } : null
    }
    case 'map': {
      const entries = value.entries.flatMap(([key, item]): [string, EditValue][] => {
        const edit = editableValue(item)
        return key.kind === 'string' && edit !== null ? [[key.value, edit]] : []
      })
      return entries.length === value.entries.length ? { kind: 'map', entries } : null
    }
    default:
      return value
  }
}
