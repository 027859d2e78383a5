import { editValueOf } from '@/lib/policy/edit/edit-value'
import type { EditValue } from '@/lib/policy/edit/edits'
import type { GoValue, Operator } from '@/lib/policy/policy'
import { LIST_OPERATORS, NUMERIC_OPERATORS } from '@/lib/policy/policy-words'

/**
 * Values as a person types them: `500`, `true`, `text`, `"5"` for the text 5, `a, "b, c"` for a list, `[a, [b]]` and `{a: 1}` for what is
 * nested. `formatValue` and `readValue` are each other's inverse.
 */

/** What was typed, as the operator wants it; null when it cannot be. */
export function readValue(op: Operator, typed: string): EditValue | null {
  if (op === 'regex') return { kind: 'string', value: typed }
  const text = typed.trim()
  if (LIST_OPERATORS.has(op)) return readList(text)
  const value = readOne(text)
  if (value === null) return null
  if (NUMERIC_OPERATORS.has(op)) return value.kind === 'int' || value.kind === 'float' ? value : null
  if (op === 'exists') return value.kind === 'bool' ? value : null
  return value
}

function readList(text: string): EditValue | null {
  const reader = new ValueReader(text)
  const items = reader.items('')
  if (items !== null && reader.atEnd()) {
    const [only] = items
    // `[a, b]` is the list itself, not a list that holds one.
    if (items.length === 1 && only?.kind === 'list' && text.startsWith('[')) return only
    return { kind: 'list', items }
  }
  return null
}

function readOne(text: string): EditValue | null {
  if (text === '') return null
  const reader = new ValueReader(text)
  const value = reader.value('')
  return value !== null && reader.atEnd() ? value : null
}

/** Reads typed values from the left. Every method gives null when the text is none. */
class ValueReader {
  private at = 0

  constructor(private readonly text: string) {}

  atEnd(): boolean {
    this.blanks()
    return this.at === this.text.length
  }

  /** Values between commas up to `close`, which is taken; '' ends with the text. A comma behind the last one is allowed. */
  items(close: string): EditValue[] | null {
    const items: EditValue[] = []
    for (;;) {
      if (this.closes(close)) return items
      const item = this.value(`,${close}`)
      if (item === null) return null
      items.push(item)
      if (this.closes(close)) return items
      if (!this.takes(',')) return null
    }
  }

  /** One value; a bare word ends before one of `stops`. */
  value(stops: string): EditValue | null {
    this.blanks()
    const next = this.text[this.at]
    if (next === '"') return this.quoted()
    if (next === '[') {
      this.at += 1
      const items = this.items(']')
      return items === null ? null : { kind: 'list', items }
    }
    if (next === '{') return this.map()
    const start = this.at
    while (this.at < this.text.length && !stops.includes(this.text[this.at] ?? '')) this.at += 1
    const word = this.text.slice(start, this.at).trim()
    return word === '' ? null : bare(word)
  }

  private map(): EditValue | null {
    this.at += 1
    const entries: [string, EditValue][] = []
    for (;;) {
      if (this.closes('}')) return { kind: 'map', entries }
      const key = this.value(':')
      if (key === null || !this.takes(':')) return null
      const value = this.value(',}')
      if (value === null) return null
      entries.push([key.kind === 'string' ? key.value : formatEdit(key), value])
      if (!this.takes(',') && this.text[this.at] !== '}') return null
    }
  }

  private quoted(): EditValue | null {
    const end = /^"(?:[^"\\]|\\.)*"/su.exec(this.text.slice(this.at))?.[0]
    if (end === undefined) return null
    this.at += end.length
    try {
      const value: unknown = JSON.parse(end)
      return typeof value === 'string' ? { kind: 'string', value } : null
    } catch {
      return null
    }
  }

  private closes(close: string): boolean {
    this.blanks()
    if (close === '') return this.at === this.text.length
    return this.takes(close)
  }

  private takes(character: string): boolean {
    this.blanks()
    if (this.text[this.at] !== character) return false
    this.at += 1
    return true
  }

  private blanks(): void {
    while (/\s/.test(this.text[this.at] ?? '')) this.at += 1
  }
}

const INTEGER = /^-?(?:0|[1-9]\d{0,19})$/
const FLOAT = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i

function bare(word: string): EditValue {
  if (word === 'true' || word === 'false') return { kind: 'bool', value: word === 'true' }
  if (word === 'null') return { kind: 'null' }
  if (INTEGER.test(word) && word !== '-0') return { kind: 'int', value: word }
  // A leading zero is a text: a number written so means something else to Go.
  const isNumber =
    FLOAT.test(word) && !/^-?0\d/.test(word) && /[.e]/i.test(word) && Number.isFinite(Number(word))
  return isNumber ? { kind: 'float', value: Number(word) } : { kind: 'string', value: word }
}

/** A value of a policy as it is typed for `op`; null when it cannot be typed (dates, infinities, keys that are no text). */
export function formatValue(op: string, value: GoValue): string | null {
  if (op === 'regex' && value.kind === 'string') return value.value
  const edit = editValueOf(value)
  if (edit === null) return null
  if (LIST_OPERATORS.has(op) && edit.kind === 'list') {
    const [only] = edit.items
    const nested = edit.items.length === 1 && only?.kind === 'list'
    return nested ? formatEdit(edit) : edit.items.map(formatEdit).join(', ')
  }
  return formatEdit(edit)
}

function formatEdit(value: EditValue): string {
  switch (value.kind) {
    case 'null':
      return 'null'
    case 'bool':
      return String(value.value)
    case 'int':
      return value.value
    case 'float': {
      const text = Object.is(value.value, -0) ? '-0' : String(value.value)
      return /[.e]/.test(text) ? text : `${text}.0`
    }
    case 'string':
      return formatText(value.value)
    case 'list':
      return `[${value.items.map(formatEdit).join(', ')}]`
    default:
      return `{${value.entries.map(([key, item]) => `${formatText(key)}: ${formatEdit(item)}`).join(', ')}}`
  }
}

/** Bare when it is read back as the same text. */
function formatText(text: string): string {
  const plain = /^[^\s"[\]{},:](?:[^"[\]{},:]*[^\s"[\]{},:])?$/.test(text) && !/[\r\n]/.test(text)
  const read = plain ? bare(text) : null
  return read?.kind === 'string' ? text : JSON.stringify(text)
}
